#include "pipeline/store/reviews.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/model/json.h"
#include "pipeline/store/files.h"
#include "pipeline/store/layout.h"

namespace attest {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kReviewField = ",\"review\":";

void AppendText(std::string_view name, std::string_view text, std::string* out) {
  out->append(out->back() == '{' ? "\"" : ",\"").append(name).append("\":");
  AppendJsonString(text, out);
}

std::string TextOf(const Json& json, const char* name) {
  const auto it = json.find(name);
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsClaimDecision(std::string_view word) { return IsOneOf(word, {"accept", "reject", "correct", "undo"}); }

// What a decision about an entity has to say.
bool IsWhole(const EntityReview& review) {
  if (review.entity.empty()) return false;
  if (review.decision == "merge") return review.document.empty() && !review.into.empty();
  if (review.decision == "split") return !review.document.empty() && !review.into.empty();
  return review.decision == "undo";
}

bool IsWhole(const ReviewLine& review) {
  return IsClaimDecision(review.decision) && !review.key.empty() && !review.document.empty() &&
         (review.decision == "correct") == (!review.roles.empty() || review.right_modality.has_value());
}

std::optional<ReviewLine> ParseClaimReview(const Json& json) {
  if (!json.contains("bytes")) return std::nullopt;
  const Json& bytes = json.at("bytes");
  const std::optional<Modality> modality = ModalityFromName(TextOf(json, "modality"));
  if (!bytes.is_array() || bytes.size() != 2 || !bytes[0].is_number_unsigned() || !bytes[1].is_number_unsigned() ||
      !modality || !IsClaimDecision(TextOf(json, "decision")))
    return std::nullopt;
  const std::optional<Modality> right_modality = ModalityFromName(TextOf(json, "right_modality"));
  if (json.contains("right_modality") && !right_modality) return std::nullopt;
  return ReviewLine{.key = TextOf(json, "key"),
                    .modality = *modality,
                    .document = TextOf(json, "document"),
                    .bytes = {bytes[0].get<uint32_t>(), bytes[1].get<uint32_t>()},
                    .decision = TextOf(json, "decision"),
                    .roles = json.contains("roles") ? json.at("roles").dump() : std::string(),
                    .right_modality = right_modality,
                    .rule = TextOf(json, "rule"),
                    .rules = TextOf(json, "rules"),
                    .who = TextOf(json, "who"),
                    .when = TextOf(json, "when"),
                    .why = TextOf(json, "why")};
}

std::optional<EntityReview> ParseEntityReview(const Json& json) {
  EntityReview review{.entity = TextOf(json, "entity"),
                      .document = TextOf(json, "document"),
                      .decision = TextOf(json, "decision"),
                      .into = TextOf(json, "into"),
                      .who = TextOf(json, "who"),
                      .when = TextOf(json, "when"),
                      .why = TextOf(json, "why")};
  return IsWhole(review) ? std::optional(std::move(review)) : std::nullopt;
}

bool SameClaim(const ReviewLine& a, const ReviewLine& b) {
  return a.modality == b.modality && a.document == b.document && a.bytes == b.bytes && a.key == b.key;
}

bool Cites(const std::vector<Citation>& citations, const ReviewLine& review) {
  return std::any_of(citations.begin(), citations.end(), [&review](const Citation& citation) {
    return citation.document == review.document && citation.bytes == review.bytes;
  });
}

bool CitesAnywhere(const Fact& fact, const ReviewLine& review) {
  return Cites(fact.citations, review) ||
         std::any_of(fact.alternatives.begin(), fact.alternatives.end(),
                     [&review](const Alternative& other) { return Cites(other.citations, review); });
}

std::string PathOf(const std::string& store) { return store + "/" + std::string(layout::kReviews); }

void AppendWhoWhenWhy(const auto& review, std::string* line) {
  AppendText("who", review.who, line);
  AppendText("when", review.when, line);
  AppendText("why", review.why, line);
  line->append("}\n");
}

// What a correction says, in the ledger and in a fact.
void AppendCorrection(const auto& review, std::string* line) {
  if (!review.roles.empty()) line->append(",\"roles\":").append(review.roles);
  if (review.right_modality) AppendText("right_modality", ModalityName(*review.right_modality), line);
}

// A file that is open and locked against other appends.
class Appending {
 public:
  explicit Appending(const std::string& path)
      : path_(path), fd_(open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666)) {}
  Appending(const Appending&) = delete;
  Appending& operator=(const Appending&) = delete;
  ~Appending() {
    if (fd_ >= 0) close(fd_);
  }

  Status Append(std::string_view lines) const {
    if (fd_ < 0) return IoError(path_, "cannot be written", errno);
    int locked = 0;
    do {
      locked = flock(fd_, LOCK_EX);
    } while (locked != 0 && errno == EINTR);
    if (locked != 0) return IoError(path_, "cannot be locked", errno);
    const Result<off_t> end = EndOfLines();
    if (!end.ok()) return end.error();
    const ssize_t written = write(fd_, lines.data(), lines.size());
    const int reason = written < 0 ? errno : written < static_cast<ssize_t>(lines.size()) ? ENOSPC : 0;
    if (reason == 0 && fsync(fd_) == 0) return Done{};
    const Error failed =
        reason == 0 ? IoError(path_, "cannot be synced", errno) : IoError(path_, "cannot be written", reason);
    if (ftruncate(fd_, *end) != 0) return IoError(path_, "ends in a part of a line that cannot be removed", errno);
    return failed;
  }

 private:
  // Cuts off what an append that was killed has left of its line, and returns where the last line ends.
  Result<off_t> EndOfLines() const {
    off_t end = lseek(fd_, 0, SEEK_END);
    if (end < 0) return IoError(path_, "cannot be read", errno);
    const off_t size = end;
    for (char last = 0; end > 0; --end) {
      if (pread(fd_, &last, 1, end - 1) != 1) return IoError(path_, "cannot be read", errno);
      if (last == '\n') break;
    }
    if (end != size && ftruncate(fd_, end) != 0) return IoError(path_, "cannot be written", errno);
    return end;
  }

  const std::string& path_;
  int fd_;
};

Status AppendLines(const std::string& store, std::string_view lines) {
  const std::string path = PathOf(store);
  return Appending(path).Append(lines);
}

void AppendLine(const ReviewLine& review, std::string* lines) {
  lines->push_back('{');
  AppendText("key", review.key, lines);
  AppendText("modality", ModalityName(review.modality), lines);
  AppendText("document", review.document, lines);
  lines->append(",\"bytes\":[").append(std::to_string(review.bytes.begin)).append(1, ',');
  lines->append(std::to_string(review.bytes.end)).append(1, ']');
  AppendText("decision", review.decision, lines);
  AppendCorrection(review, lines);
  if (!review.rule.empty()) AppendText("rule", review.rule, lines);
  if (!review.rules.empty()) AppendText("rules", review.rules, lines);
  AppendWhoWhenWhy(review, lines);
}

}  // namespace

ReviewLine ReviewOf(const Fact& fact, const Citation& citation, const std::string& rules) {
  ReviewLine review;
  review.key = fact.key;
  review.modality = fact.modality;
  review.document = citation.document;
  review.bytes = citation.bytes;
  review.rule = citation.rule;
  review.rules = rules;
  return review;
}

Status AppendReviews(const std::string& store, const std::vector<ReviewLine>& reviews) {
  std::string lines;
  for (const ReviewLine& review : reviews) {
    if (!IsWhole(review)) {
      return Error{ErrorCode::kUsage,
                   "a decision names a claim and is accept, reject, undo, or correct with what is right"};
    }
    AppendLine(review, &lines);
  }
  return lines.empty() ? Status(Done{}) : AppendLines(store, lines);
}

Status AppendReview(const std::string& store, const EntityReview& review) {
  if (!IsWhole(review))
    return Error{ErrorCode::kUsage,
                 "a decision about an entity is a merge into another one, a split of one article's, or an undo"};
  std::string line = "{";
  AppendText("entity", review.entity, &line);
  if (!review.document.empty()) AppendText("document", review.document, &line);
  AppendText("decision", review.decision, &line);
  if (review.decision != "undo") AppendText("into", review.into, &line);
  AppendWhoWhenWhy(review, &line);
  return AppendLines(store, line);
}

std::string_view ReviewStateName(ReviewState state) {
  switch (state) {
    case ReviewState::kStands:
      return "stands";
    case ReviewState::kContradicted:
      return "contradicted";
    case ReviewState::kReplaced:
      return "replaced";
    case ReviewState::kUndone:
      return "undone";
    case ReviewState::kOrphaned:
      return "orphaned";
  }
  return {};
}

Result<Reviews> Reviews::Read(const std::string& store) {
  Reviews reviews;
  const std::string path = PathOf(store);
  Result<LineReader> reader = LineReader::Open(path, LineReader::Checksum::kSha256);
  if (!reader.ok()) {
    if (access(path.c_str(), F_OK) == 0) return reader.error();
    reviews.sha256_ = Sha256Hex("");
    return reviews;
  }
  while (const std::optional<std::string_view> line = reader->Next()) {
    if (line->empty() || !reader->ended()) continue;
    const Json json = Json::parse(*line, nullptr, /*allow_exceptions=*/false);
    const Error broken{ErrorCode::kBadStore, path + ":" + std::to_string(reader->line()) +
                                                 ": is no decision of a review; correct or remove the line"};
    if (!json.is_object()) return broken;
    if (json.contains("entity")) {
      std::optional<EntityReview> review = ParseEntityReview(json);
      if (!review) return broken;
      if (review->decision == "undo") {
        reviews.entities_.Undo(review->entity, review->document);
      } else {
        reviews.entities_.Set(review->entity, review->document, review->into);
      }
      reviews.entity_lines_.push_back(*std::move(review));
      continue;
    }
    std::optional<ReviewLine> review = ParseClaimReview(json);
    if (!review) return broken;
    reviews.Take(*std::move(review));
  }
  if (reader->failed()) return *reader->failed();
  reviews.sha256_ = reader->Summary().sha256;
  return reviews;
}

bool Reviews::BeginsWith(const Reviews& before) const {
  return before.lines_.empty() ||
         (lines_.size() >= before.lines_.size() && lines_[before.lines_.size() - 1] == before.lines_.back());
}

void Reviews::Take(ReviewLine review) {
  const size_t number = lines_.size();
  lines_by_key_[review.key].push_back(number);
  undone_.push_back(false);
  const auto of_key = by_key_.try_emplace(review.key).first;
  std::vector<Entry>& entries = of_key->second;
  const auto entry = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& known) { return SameClaim(lines_[known.counts()], review); });
  if (review.decision != "undo") {
    if (entry == entries.end()) {
      entries.push_back({{number}});
    } else {
      entry->lines.push_back(number);
    }
  } else if (entry != entries.end()) {
    undone_[entry->counts()] = true;
    entry->lines.pop_back();
    if (entry->lines.empty()) entries.erase(entry);
  }
  if (entries.empty()) by_key_.erase(of_key);
  lines_.push_back(std::move(review));
}

std::optional<Reviews::Found> Reviews::Latest(const Fact& fact, std::vector<const Entry*>* all) const {
  const auto entries = by_key_.find(fact.key);
  if (entries == by_key_.end()) return std::nullopt;
  const Entry* latest = nullptr;
  for (const Entry& entry : entries->second) {
    const ReviewLine& review = lines_[entry.counts()];
    if (review.modality != fact.modality || !CitesAnywhere(fact, review)) continue;
    if (all != nullptr) all->push_back(&entry);
    if (latest == nullptr || latest->counts() < entry.counts()) latest = &entry;
  }
  if (latest == nullptr) return std::nullopt;
  const ReviewLine& review = lines_[latest->counts()];
  const bool stands = Cites(fact.citations, review);
  const bool contradicted = review.decision == "reject" ? stands && fact.status == FactStatus::kCorroborated : !stands;
  return Found{latest, contradicted};
}

Review Reviews::ToReview(const Found& found) const {
  const ReviewLine& line = lines_[found.entry->counts()];
  return {.decision = line.decision,
          .who = line.who,
          .when = line.when,
          .why = line.why,
          .roles = line.roles,
          .right_modality = line.right_modality,
          .contradicted = found.contradicted};
}

std::optional<Review> Reviews::On(const Fact& fact) const {
  const std::optional<Found> found = Latest(fact, nullptr);
  return found ? std::optional(ToReview(*found)) : std::nullopt;
}

template <typename Each>
void Reviews::ForEachLineAbout(const Fact& fact, const Each& each) const {
  const auto of_key = lines_by_key_.find(fact.key);
  if (of_key == lines_by_key_.end()) return;
  for (const size_t number : of_key->second) {
    const ReviewLine& line = lines_[number];
    if (line.modality == fact.modality && CitesAnywhere(fact, line)) each(line);
  }
}

std::vector<ReviewLine> Reviews::History(const Fact& fact) const {
  std::vector<ReviewLine> history;
  ForEachLineAbout(fact, [&history](const ReviewLine& line) { history.push_back(line); });
  return history;
}

size_t Reviews::HistorySize(const Fact& fact) const {
  size_t size = 0;
  ForEachLineAbout(fact, [&size](const ReviewLine&) { ++size; });
  return size;
}

std::optional<ReviewLine> Reviews::Undoing(const Fact& fact) const {
  const std::optional<Found> found = Latest(fact, nullptr);
  if (!found) return std::nullopt;
  ReviewLine line = lines_[found->entry->counts()];
  line.decision = "undo";
  line.roles.clear();
  line.right_modality.reset();
  return line;
}

std::string Reviews::Overlay(const Fact& fact) {
  std::vector<const Entry*> all;
  const std::optional<Found> found = Latest(fact, &all);
  if (!found) return FormatReview(std::nullopt);
  for (const Entry* entry : all) {
    std::vector<Entry>& entries = by_key_.find(fact.key)->second;
    entries[static_cast<size_t>(entry - entries.data())].used = true;
  }
  contradicted_ += found->contradicted;
  return FormatReview(ToReview(*found));
}

uint64_t Reviews::orphaned() const {
  uint64_t count = 0;
  for (const auto& [key, entries] : by_key_) {
    count +=
        static_cast<uint64_t>(std::count_if(entries.begin(), entries.end(), [](const Entry& e) { return !e.used; }));
  }
  return count;
}

Result<std::vector<Reviews::State>> Reviews::States(const FactsOfKey& facts_of) const {
  std::vector<State> states(lines_.size());
  for (size_t i = 0; i < lines_.size(); ++i) {
    states[i].review = lines_[i];
    states[i].state = undone_[i] ? ReviewState::kUndone : ReviewState::kReplaced;
  }
  for (const auto& [key, entries] : by_key_) {
    for (const Entry& entry : entries) states[entry.counts()].state = ReviewState::kOrphaned;
    const Result<std::vector<Fact>> facts = facts_of(key);
    if (!facts.ok()) return facts.error();
    for (const Fact& fact : *facts) {
      std::vector<const Entry*> all;
      const std::optional<Found> found = Latest(fact, &all);
      for (const Entry* entry : all) {
        State& state = states[entry->counts()];
        state.fact = fact.id;
        state.state = entry != found->entry ? ReviewState::kReplaced
                      : found->contradicted ? ReviewState::kContradicted
                                            : ReviewState::kStands;
      }
    }
  }
  std::erase_if(states, [](const State& state) { return state.review.decision == "undo"; });
  return states;
}

Result<Fact> Corrected(Fact fact, const std::string& roles, std::optional<Modality> right_modality) {
  if (!roles.empty()) {
    Result<std::vector<RoleFill>> right = ParseRoles(roles);
    if (!right.ok()) return right.error();
    fact.roles = *std::move(right);
  }
  fact.modality = right_modality.value_or(fact.modality);
  return fact;
}

std::string FormatReview(const std::optional<Review>& review) {
  if (!review) return "null";
  std::string out = "{";
  AppendText("decision", review->decision, &out);
  AppendText("who", review->who, &out);
  AppendText("when", review->when, &out);
  AppendText("why", review->why, &out);
  AppendCorrection(*review, &out);
  out.append(",\"contradicted\":").append(review->contradicted ? "true" : "false");
  return out.append("}");
}

std::string WithReview(std::string_view fact_line, std::string_view review) {
  std::string out(fact_line.substr(0, fact_line.rfind(kReviewField)));
  return out.append(kReviewField).append(review).append("}");
}

}  // namespace attest
