#include "pipeline/store/query.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <utility>

#include "pipeline/model/json.h"
#include "pipeline/store/document_index.h"
#include "pipeline/store/generation.h"
#include "pipeline/store/layout.h"
#include "pipeline/store/lines.h"
#include "pipeline/store/reviews.h"

namespace attest {
namespace {

// Files up to this size are checked whole when a store is opened, which takes some hundredths of a second. Of larger
// ones what is read is checked for its form; `attest verify` reads all. Facts are always checked: all are searched.
constexpr size_t kCheckedBytes = 256u << 20;

// A run may remove the generation between finding and opening it.
constexpr int kAttempts = 5;
constexpr size_t kNamed = 5;

// The fact as it was in a line about one that was withdrawn.
std::string_view FactOfChange(std::string_view line) {
  constexpr std::string_view kFact = ",\"fact\":";
  const size_t at = line.find(kFact);
  return at == line.npos ? std::string_view() : line.substr(at + kFact.size(), line.size() - at - kFact.size() - 1);
}

Error BadLine(const std::string& path, uint64_t line, const std::string& reason) {
  return {ErrorCode::kBadStore, path + ":" + std::to_string(line) + ": is damaged: " + reason};
}

}  // namespace

struct StoreReader::State {
  std::string folder;
  Generation generation;
  MappedFile facts, documents, claims, changes;
  Reviews reviews;
  // Lines of facts that decisions have changed since the last run.
  mutable std::mutex shown_mutex;
  mutable std::set<std::string, std::less<>> shown_lines;

  std::string PathOf(std::string_view file) const { return folder + "/" + std::string(file); }

  static Status ForEachLine(std::string_view bytes, const std::function<bool(std::string_view, uint64_t)>& each) {
    uint64_t number = 0;
    for (size_t at = 0; at < bytes.size();) {
      const size_t end = std::min(bytes.find('\n', at), bytes.size());
      if (!each(bytes.substr(at, end - at), ++number)) break;
      at = end + 1;
    }
    return Done{};
  }
  Result<StoredFact> Read(std::string_view line, std::string_view file, uint64_t number) const {
    Result<Fact> fact = ParseFact(line);
    if (!fact.ok()) return BadLine(PathOf(file), number, fact.error().message);
    return WithReviews(*std::move(fact), line);
  }
  // The lines of a key's facts.
  void ForEachOfKey(std::string_view key, const std::function<bool(std::string_view line)>& each) const {
    const auto key_of = [](std::string_view line) { return RawField(line, "key"); };
    for (size_t at = LowerBound(facts.bytes(), key, key_of); at < facts.bytes().size();) {
      const std::string_view line = facts.bytes().substr(at, facts.bytes().find('\n', at) - at);
      if (key_of(line) != key || !each(line)) return;
      at += line.size() + 1;
    }
  }
  std::string_view FactLine(std::string_view key, std::string_view id) const {
    std::string_view found;
    ForEachOfKey(key, [&](std::string_view line) {
      if (RawField(line, "id") == id) found = line;
      return found.empty();
    });
    return found;
  }
  StoredFact WithReviews(Fact fact, std::string_view line) const {
    const std::optional<Review> review = reviews.About(fact.key) ? reviews.On(fact) : std::nullopt;
    const std::string shown = WithReview(line, FormatReview(review));
    if (shown == line) return {std::move(fact), review, line};
    const std::lock_guard lock(shown_mutex);
    return {std::move(fact), review, *shown_lines.insert(shown).first};
  }
};

StoreReader::StoreReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
StoreReader::StoreReader(StoreReader&&) noexcept = default;
StoreReader& StoreReader::operator=(StoreReader&&) noexcept = default;
StoreReader::~StoreReader() = default;

Result<StoreReader> StoreReader::Open(const std::string& folder) {
  for (int attempt = 1;; ++attempt) {
    Result<std::optional<Generation>> found = FindGeneration(folder);
    if (found.ok() && !*found)
      return Error{ErrorCode::kNotFound, folder + ": holds no store; `attest run` makes one, -o names another"};
    auto state = std::make_unique<State>();
    std::optional<Error> failed;
    if (found.ok()) {
      state->folder = folder;
      state->generation = **std::move(found);
      for (const auto& [file, mapped] :
           {std::pair(layout::kFacts, &state->facts), std::pair(layout::kDocuments, &state->documents),
            std::pair(layout::kClaims, &state->claims), std::pair(layout::kChanges, &state->changes)}) {
        Result<MappedFile> opened = MappedFile::Open(state->generation.PathOf(file));
        if (opened.ok()) {
          *mapped = *std::move(opened);
          if (file != layout::kFacts && mapped->bytes().size() > kCheckedBytes) continue;
          if (Status whole = CheckLines(state->generation, file, mapped->bytes()); !whole.ok()) failed = whole.error();
        } else {
          failed = opened.error();
        }
      }
    } else {
      failed = found.error();
    }
    if (!failed) {
      StoreReader reader(std::move(state));
      if (Status read = reader.ReadReviews(); !read.ok()) return read.error();
      return reader;
    }
    if (attempt == kAttempts) return *failed;
  }
}

Status StoreReader::ForEachFact(const std::function<bool(const StoredFact&)>& each) const {
  std::optional<Error> failed;
  const Status read = State::ForEachLine(state_->facts.bytes(), [&](std::string_view line, uint64_t number) {
    const Result<StoredFact> fact = state_->Read(line, layout::kFacts, number);
    if (!fact.ok()) failed = fact.error();
    return fact.ok() && each(*fact);
  });
  return failed ? Status(*failed) : read;
}

Status StoreReader::ForEachChange(const std::function<bool(const StoredChange&)>& each) const {
  std::optional<Error> failed;
  const Status read = State::ForEachLine(state_->changes.bytes(), [&](std::string_view line, uint64_t number) {
    const std::string_view change = RawField(line, "change"), id = RawField(line, "id"), key = RawField(line, "key");
    const std::string_view of_fact = change == "withdrawn" ? FactOfChange(line) : state_->FactLine(key, id);
    Result<StoredFact> fact = state_->Read(of_fact, layout::kChanges, number);
    if (!fact.ok()) failed = fact.error();
    return fact.ok() && each({change, *std::move(fact)});
  });
  return failed ? Status(*failed) : read;
}

Result<std::vector<Fact>> StoreReader::FindFacts(std::string_view key) const {
  std::vector<Fact> found;
  std::optional<Error> failed;
  state_->ForEachOfKey(key, [&](std::string_view line) {
    Result<Fact> fact = ParseFact(line);
    if (fact.ok()) {
      found.push_back(*std::move(fact));
    } else {
      failed = DescribeDamage(state_->generation, layout::kFacts);
    }
    return !failed;
  });
  if (failed) return *failed;
  return found;
}

const Reviews& StoreReader::reviews() const { return state_->reviews; }

Status StoreReader::ReadReviews() {
  Result<Reviews> reviews = Reviews::Read(state_->folder);
  if (!reviews.ok()) return reviews.error();
  state_->reviews = *std::move(reviews);
  return Done{};
}

Status StoreReader::ForEachFactLine(const std::function<bool(std::string_view line)>& each) const {
  return State::ForEachLine(state_->facts.bytes(), [&each](std::string_view line, uint64_t) { return each(line); });
}

Status StoreReader::ForEachLine(std::string_view file, const std::function<bool(std::string_view line)>& each) const {
  const std::string path = file == layout::kReviews ? state_->PathOf(file) : state_->generation.PathOf(file);
  const Result<MappedFile> mapped = MappedFile::Open(path);
  if (!mapped.ok()) return mapped.error();
  if (Status whole = CheckLines(state_->generation, file, mapped->bytes()); !whole.ok()) return whole;
  return State::ForEachLine(mapped->bytes(), [&each](std::string_view line, uint64_t) { return each(line); });
}

Result<StoredFact> StoreReader::FindFact(std::string_view id_or_prefix) const {
  const std::string prefix =
      id_or_prefix.starts_with("f-") ? std::string(id_or_prefix) : "f-" + std::string(id_or_prefix);
  std::optional<std::pair<std::string_view, uint64_t>> found;
  std::vector<std::string> ids;
  size_t matches = 0;
  const Status read = State::ForEachLine(state_->facts.bytes(), [&](std::string_view line, uint64_t number) {
    const std::string_view id = RawField(line, "id");
    if (!id.starts_with(prefix)) return true;
    found = {line, number};
    ++matches;
    if (ids.size() < kNamed) ids.emplace_back(id);
    return id != prefix;
  });
  if (!read.ok()) return read.error();
  if (found && RawField(found->first, "id") == prefix) matches = 1;
  if (matches == 1) return state_->Read(found->first, layout::kFacts, found->second);
  if (matches == 0) return Error{ErrorCode::kNotFound, "no fact's id begins with " + prefix};
  std::string message = std::to_string(matches) + " facts' ids begin with " + prefix + ":";
  for (const std::string& id : ids) message += " " + id;
  return Error{ErrorCode::kNotFound, message + (matches > ids.size() ? " …" : "")};
}

Result<StoredDocument> StoreReader::FindDocument(std::string_view id) const {
  const std::optional<std::string_view> line = FindLine(state_->documents.bytes(), "{\"id\":\"", id);
  if (!line) return Error{ErrorCode::kNotFound, "no document has the id " + std::string(id)};
  Result<StoredDocument> document = ParseDocument(*line);
  if (!document.ok() || DocumentId(document->document.text) != id)
    return DescribeDamage(state_->generation, layout::kDocuments);
  return document;
}

Result<std::vector<StoredClaim>> StoreReader::FindClaims(std::string_view key) const {
  std::vector<StoredClaim> claims;
  const std::string_view bytes = state_->claims.bytes();
  const std::optional<std::string_view> first = FindLine(bytes, "{\"key\":\"", key);
  if (!first) return claims;
  std::optional<Error> failed;
  const Status read = State::ForEachLine(bytes.substr(static_cast<size_t>(first->data() - bytes.data())),
                                         [&](std::string_view line, uint64_t) {
                                           if (RawField(line, "key") != key) return false;
                                           Result<StoredClaim> claim = ParseStoredClaim(line);
                                           if (!claim.ok()) {
                                             failed = DescribeDamage(state_->generation, layout::kClaims);
                                             return false;
                                           }
                                           claims.push_back(*std::move(claim));
                                           return true;
                                         });
  if (!read.ok()) return read.error();
  if (failed) return *failed;
  return claims;
}

const std::string& StoreReader::manifest() const { return state_->generation.manifest_text; }
const std::string& StoreReader::rules_hash() const { return state_->generation.manifest.rules; }

}  // namespace attest
