// What a call returns that can meet bad input: a value, or an error to branch on and to read.
#ifndef ATTEST_MODEL_RESULT_H_
#define ATTEST_MODEL_RESULT_H_

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace attest {

enum class ErrorCode {
  kUsage,       // the command was used wrongly (exit 2)
  kBadInput,    // an article, claim or gold file that cannot be read (listed, exit 1)
  kBadRule,     // a broken rule file (exit 2)
  kNotFound,    // a path or an id that does not exist
  kIo,          // reading or writing failed (exit 3)
  kBadStore,    // a store that is damaged, of another version or not a store (exit 3)
  kOutOfRange,  // a figure beyond what Decimal holds
};

// `message` is one line for a person: it names file and line where there are any, the offending piece, and the remedy.
struct Error {
  ErrorCode code = ErrorCode::kBadInput;
  std::string message;
};

// A T or an Error. Test ok() before value(); value() of an error is a bug and asserts. Moves what it holds.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return *Value(); }
  const T& value() const& { return *const_cast<Result*>(this)->Value(); }
  T&& value() && { return std::move(*Value()); }
  T& operator*() & { return *Value(); }
  const T& operator*() const& { return *const_cast<Result*>(this)->Value(); }
  T&& operator*() && { return std::move(*Value()); }
  T* operator->() { return Value(); }
  const T* operator->() const { return const_cast<Result*>(this)->Value(); }
  const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&held_);
  }

 private:
  T* Value() {
    assert(ok());
    return std::get_if<0>(&held_);
  }
  std::variant<T, Error> held_;
};

// For calls that return nothing but may fail.
struct Done {};
using Status = Result<Done>;

}  // namespace attest

#endif  // ATTEST_MODEL_RESULT_H_
