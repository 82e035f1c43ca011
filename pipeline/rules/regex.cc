#include "pipeline/rules/regex.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

namespace attest {
namespace {

re2::RE2::Options ToRe2(const RegexOptions& options) {
  re2::RE2::Options out;
  out.set_log_errors(false);
  out.set_longest_match(options.longest);
  out.set_case_sensitive(!options.ignore_case);
  out.set_never_nl(options.one_line);
  out.set_encoding(options.bytes ? re2::RE2::Options::EncodingLatin1 : re2::RE2::Options::EncodingUTF8);
  out.set_max_mem(options.max_mem);
  return out;
}

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

Error BadPattern(std::string_view pattern, const std::string& reason, const std::string& piece) {
  constexpr size_t kShown = 160;
  std::string shown(pattern.substr(0, kShown));
  if (pattern.size() > kShown) shown += "…";
  return {ErrorCode::kBadRule,
          "the pattern is broken: " + reason + (piece.empty() ? "" : " at `" + piece + "`") + " in `" + shown + "`"};
}

}  // namespace

Regex::Regex(std::unique_ptr<re2::RE2> compiled) : compiled_(std::move(compiled)) {
  names_.resize(static_cast<size_t>(compiled_->NumberOfCapturingGroups()) + 1);
  for (const auto& [number, name] : compiled_->CapturingGroupNames()) names_[static_cast<size_t>(number)] = name;
}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::Compile(std::string_view pattern, const RegexOptions& options) {
  auto compiled = std::make_unique<re2::RE2>(Piece(pattern), ToRe2(options));
  if (!compiled->ok()) return BadPattern(pattern, compiled->error(), compiled->error_arg());
  return Regex(std::move(compiled));
}

bool Regex::Find(std::string_view text, uint32_t from, Span* hit) const {
  re2::StringPiece found;
  if (!compiled_->Match(Piece(text), from, text.size(), re2::RE2::UNANCHORED, &found, 1)) return false;
  hit->begin = static_cast<uint32_t>(found.data() - text.data());
  hit->end = hit->begin + static_cast<uint32_t>(found.size());
  return true;
}

bool Regex::FindAt(std::string_view text, uint32_t from, uint32_t limit, Span* hit) const {
  re2::StringPiece found;
  if (!compiled_->Match(Piece(text), from, limit, re2::RE2::ANCHOR_START, &found, 1)) return false;
  hit->begin = from;
  hit->end = from + static_cast<uint32_t>(found.size());
  return true;
}

bool Regex::Matches(std::string_view text) const {
  return compiled_->Match(Piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
}

namespace {

bool Groups(const re2::RE2& compiled, std::string_view text, uint32_t from, re2::RE2::Anchor anchor,
            std::vector<Regex::Group>* groups) {
  const int count = compiled.NumberOfCapturingGroups() + 1;
  static thread_local std::vector<re2::StringPiece> found;
  found.assign(static_cast<size_t>(count), {});
  if (!compiled.Match(Piece(text), from, text.size(), anchor, found.data(), count)) return false;
  groups->clear();
  for (const re2::StringPiece& piece : found) {
    Regex::Group group;
    if (piece.data() != nullptr) {
      group.set = true;
      group.span.begin = static_cast<uint32_t>(piece.data() - text.data());
      group.span.end = group.span.begin + static_cast<uint32_t>(piece.size());
    }
    groups->push_back(group);
  }
  return true;
}

}  // namespace

bool Regex::FindGroups(std::string_view text, uint32_t from, std::vector<Group>* groups) const {
  return Groups(*compiled_, text, from, re2::RE2::UNANCHORED, groups);
}

bool Regex::GroupsAt(std::string_view text, uint32_t from, std::vector<Group>* groups) const {
  return Groups(*compiled_, text, from, re2::RE2::ANCHOR_START, groups);
}

struct RegexSet::Impl {
  re2::RE2::Set set;
};

RegexSet::RegexSet(Anchor anchor, const RegexOptions& options)
    : impl_(new Impl{
          re2::RE2::Set(ToRe2(options), anchor == Anchor::kBoth ? re2::RE2::ANCHOR_BOTH : re2::RE2::UNANCHORED)}) {}
RegexSet::RegexSet(RegexSet&&) noexcept = default;
RegexSet& RegexSet::operator=(RegexSet&&) noexcept = default;
RegexSet::~RegexSet() = default;

Result<int> RegexSet::Add(std::string_view pattern) {
  std::string reason;
  const int index = impl_->set.Add(Piece(pattern), &reason);
  if (index < 0) return BadPattern(pattern, reason, "");
  return index;
}

Status RegexSet::Compile() {
  if (!impl_->set.Compile())
    return Error{ErrorCode::kBadRule, "the rules together need more memory than the pattern engine has"};
  return Done{};
}

bool RegexSet::Match(std::string_view text, std::vector<int>* hits) const {
  std::vector<int> found;
  if (!impl_->set.Match(Piece(text), &found)) return false;
  std::sort(found.begin(), found.end());
  hits->insert(hits->end(), found.begin(), found.end());
  return true;
}

std::string Alternation(std::vector<std::string> words) {
  std::sort(words.begin(), words.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::string out = "(?:";
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += '|';
    out += re2::RE2::QuoteMeta(Piece(words[i]));
  }
  return out + ")";
}

}  // namespace attest
