#include "pipeline/store/reviews.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

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

bool IsDecision(const std::string& word) {
  return word == "accept" || word == "reject" || word == "correct" || word == "undo";
}

std::optional<ReviewLine> ParseLine(std::string_view line) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("bytes")) return std::nullopt;
  const Json& bytes = json.at("bytes");
  const std::optional<Modality> modality = ModalityFromName(TextOf(json, "modality"));
  if (!bytes.is_array() || bytes.size() != 2 || !bytes[0].is_number_unsigned() || !bytes[1].is_number_unsigned() ||
      !modality || !IsDecision(TextOf(json, "decision")))
    return std::nullopt;
  return ReviewLine{.key = TextOf(json, "key"),
                    .modality = *modality,
                    .document = TextOf(json, "document"),
                    .bytes = {bytes[0].get<uint32_t>(), bytes[1].get<uint32_t>()},
                    .decision = TextOf(json, "decision"),
                    .roles = json.contains("roles") ? json.at("roles").dump() : std::string(),
                    .who = TextOf(json, "who"),
                    .when = TextOf(json, "when"),
                    .why = TextOf(json, "why")};
}

bool SameClaim(const ReviewLine& a, const ReviewLine& b) {
  return a.modality == b.modality && a.document == b.document && a.bytes == b.bytes;
}

bool Cites(const std::vector<Citation>& citations, const ReviewLine& review) {
  return std::any_of(citations.begin(), citations.end(), [&review](const Citation& citation) {
    return citation.document == review.document && citation.bytes == review.bytes;
  });
}

std::string PathOf(const std::string& store) { return store + "/" + std::string(layout::kReviews); }

}  // namespace

Status AppendReview(const std::string& store, const ReviewLine& review) {
  std::string line = "{";
  AppendText("key", review.key, &line);
  AppendText("modality", ModalityName(review.modality), &line);
  AppendText("document", review.document, &line);
  line.append(",\"bytes\":[").append(std::to_string(review.bytes.begin)).append(1, ',');
  line.append(std::to_string(review.bytes.end)).append(1, ']');
  AppendText("decision", review.decision, &line);
  if (!review.roles.empty()) line.append(",\"roles\":").append(review.roles);
  AppendText("who", review.who, &line);
  AppendText("when", review.when, &line);
  AppendText("why", review.why, &line);
  line.append("}\n");
  const std::string path = PathOf(store);
  const int fd = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return IoError(path, "cannot be written", errno);
  const ssize_t written = write(fd, line.data(), line.size());
  const int reason = written < 0 ? errno : written < static_cast<ssize_t>(line.size()) ? ENOSPC : 0;
  const int synced = fsync(fd);
  close(fd);
  if (reason != 0) return IoError(path, "cannot be written", reason);
  if (synced != 0) return IoError(path, "cannot be synced", errno);
  return Done{};
}

Result<Reviews> Reviews::Read(const std::string& store) {
  Reviews reviews;
  const std::string path = PathOf(store);
  Result<LineReader> reader = LineReader::Open(path);
  if (!reader.ok()) {
    if (access(path.c_str(), F_OK) == 0) return reader.error();
    reviews.sha256_ = Sha256Hex("");
    return reviews;
  }
  while (const std::optional<std::string_view> line = reader->Next()) {
    if (line->empty()) continue;
    std::optional<ReviewLine> review = ParseLine(*line);
    if (!review)
      return Error{ErrorCode::kBadStore, path + ":" + std::to_string(reader->line()) +
                                             ": is no decision of a review; correct or remove the line"};
    std::vector<Entry>& entries = reviews.by_key_[review->key];
    std::erase_if(entries, [&review](const Entry& entry) { return SameClaim(entry.review, *review); });
    if (review->decision != "undo") {
      entries.push_back({*std::move(review), reader->line()});
    } else if (entries.empty()) {
      reviews.by_key_.erase(review->key);
    }
  }
  if (reader->failed()) return *reader->failed();
  reviews.sha256_ = reader->Summary().sha256;
  return reviews;
}

std::string Reviews::Overlay(const Fact& fact) {
  const auto entries = by_key_.find(fact.key);
  if (entries == by_key_.end()) return "null";
  Entry* latest = nullptr;
  bool latest_stands = false;
  for (Entry& entry : entries->second) {
    if (entry.review.modality != fact.modality) continue;
    const bool stands = Cites(fact.citations, entry.review);
    if (!stands && std::none_of(fact.alternatives.begin(), fact.alternatives.end(),
                                [&entry](const Alternative& other) { return Cites(other.citations, entry.review); })) {
      continue;
    }
    entry.used = true;
    if (latest == nullptr || latest->line < entry.line) {
      latest = &entry;
      latest_stands = stands;
    }
  }
  if (latest == nullptr) return "null";
  const ReviewLine& review = latest->review;
  const bool contradicted =
      review.decision == "reject" ? latest_stands && fact.status == FactStatus::kCorroborated : !latest_stands;
  contradicted_ += contradicted;
  std::string out = "{";
  AppendText("decision", review.decision, &out);
  AppendText("who", review.who, &out);
  AppendText("when", review.when, &out);
  AppendText("why", review.why, &out);
  if (!review.roles.empty()) out.append(",\"roles\":").append(review.roles);
  out.append(",\"contradicted\":").append(contradicted ? "true" : "false");
  return out.append("}");
}

uint64_t Reviews::orphaned() const {
  uint64_t count = 0;
  for (const auto& [key, entries] : by_key_) {
    count +=
        static_cast<uint64_t>(std::count_if(entries.begin(), entries.end(), [](const Entry& e) { return !e.used; }));
  }
  return count;
}

std::optional<Review> ParseReview(std::string_view fact_line) {
  const size_t at = fact_line.rfind(kReviewField);
  if (at == fact_line.npos) return std::nullopt;
  std::string_view text = fact_line.substr(at + kReviewField.size());
  text.remove_suffix(1);
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::nullopt;
  const auto contradicted = json.find("contradicted");
  return Review{TextOf(json, "decision"),
                TextOf(json, "who"),
                TextOf(json, "when"),
                TextOf(json, "why"),
                json.contains("roles") ? json.at("roles").dump() : std::string(),
                contradicted != json.end() && contradicted->is_boolean() && contradicted->get<bool>()};
}

std::string WithReview(std::string_view fact_line, std::string_view review) {
  std::string out(fact_line.substr(0, fact_line.rfind(kReviewField)));
  return out.append(kReviewField).append(review).append("}");
}

}  // namespace attest
