// Appends small pieces as the writers of JSON do, a dozen a value, without a call for each.
#ifndef ATTEST_MODEL_APPENDER_H_
#define ATTEST_MODEL_APPENDER_H_

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace attest {

// Copies a short piece: two loads and two stores that may overlap.
template <size_t kBytes>
void CopyEnds(const char* from, size_t size, char* to) {
  std::array<char, kBytes> first, last;
  std::memcpy(first.data(), from, kBytes);
  std::memcpy(last.data(), from + size - kBytes, kBytes);
  std::memcpy(to, first.data(), kBytes);
  std::memcpy(to + size - kBytes, last.data(), kBytes);
}
inline char* CopyPiece(std::string_view piece, char* to) {
  const char* const from = piece.data();
  const size_t size = piece.size();
  if (size > 32) {
    std::memcpy(to, from, size);
  } else if (size >= 16) {
    CopyEnds<16>(from, size, to);
  } else if (size >= 8) {
    CopyEnds<8>(from, size, to);
  } else if (size >= 4) {
    CopyEnds<4>(from, size, to);
  } else if (size > 0) {
    const char middle = from[size / 2], last = from[size - 1];
    to[0] = from[0];
    to[size / 2] = middle;
    to[size - 1] = last;
  }
  return to + size;
}

// Into a buffer that has room for all that is appended: nothing is checked, and the place stays in a register. Has what
// writers use of Appender, so that a template serves both.
class RoomyAppender {
 public:
  explicit RoomyAppender(char* to) : at_(to) {}
  char* Room(size_t) const { return at_; }
  char* at() const { return at_; }  // the place for the next byte
  void Advance(char* to) { at_ = to; }
  void push_back(char c) { *at_++ = c; }
  void append(std::string_view text) { at_ = CopyPiece(text, at_); }
  template <size_t N>
  void append(const char (&text)[N]) {
    std::memcpy(at_, text, N - 1);
    at_ += N - 1;
  }
  char back() const { return at_[-1]; }

 private:
  char* at_;
};

// To a std::string. Borrows the string, which nobody else may touch while the Appender lives; what was appended is in
// it only after that. One thread at a time.
class Appender {
 public:
  explicit Appender(std::string* out) : out_(*out), begin_(out->size()), at_(out->data() + begin_), end_(at_) {}
  // Over what stands in the string, which is a buffer that is used again: it stays as long as it has become, so that no
  // byte of it is cleared twice, and in the end `written` is how many of its bytes were written.
  Appender(std::string* buffer, size_t* written)
      : out_(*buffer), written_(written), begin_(0), at_(buffer->data()), end_(at_ + buffer->size()) {}
  ~Appender() {
    if (written_ != nullptr) {
      *written_ = size();
    } else {
      out_.resize(size());
    }
  }
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  // Room for `bytes` more, at the place for the next byte. What was written there is kept by Advance.
  char* Room(size_t bytes) {
    if (static_cast<size_t>(end_ - at_) < bytes) Grow(bytes);
    return at_;
  }
  void Advance(char* to) { at_ = to; }

  void push_back(char c) {
    *Room(1) = c;
    ++at_;
  }
  void append(std::string_view text) { at_ = CopyPiece(text, Room(text.size())); }
  // A literal: its length is known, so that copying it is an instruction or two.
  template <size_t N>
  void append(const char (&text)[N]) {
    std::memcpy(Room(N - 1), text, N - 1);
    at_ += N - 1;
  }
  template <typename Number>
  void AppendNumber(Number number) {
    constexpr size_t kMostBytes = 32;
    char* const to = Room(kMostBytes);
    at_ = std::to_chars(to, to + kMostBytes, number).ptr;
  }
  // The last byte; there has to be one, also one that stood there before.
  char back() const { return at_[-1]; }

 private:
  size_t size() const { return static_cast<size_t>(at_ - out_.data()); }

  void Grow(size_t bytes) {
    constexpr size_t kLeast = 256;
    const size_t used = size();
    out_.resize(used + std::max({bytes, kLeast, used - begin_}));
    at_ = out_.data() + used;
    end_ = out_.data() + out_.size();
  }

  std::string& out_;
  size_t* const written_ = nullptr;
  const size_t begin_;  // the string's size at first
  char* at_;
  char* end_;
};

}  // namespace attest

#endif  // ATTEST_MODEL_APPENDER_H_
