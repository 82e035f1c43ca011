#include "pipeline/mentions/value_pattern.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace attest::values {

namespace {

using Kind = PatternNode::Kind;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

Pattern Make(PatternNode node) { return std::make_shared<const PatternNode>(std::move(node)); }
Pattern MakeSigns(const Symbols& signs) { return Make({.kind = Kind::kSigns, .signs = signs, .parts = {}}); }
Pattern MakeWords(uint32_t words) { return Make({.kind = Kind::kWords, .words = words, .signs = {}, .parts = {}}); }
Pattern MakeOf(Kind kind, std::vector<Pattern> parts) {
  return Make({.kind = kind, .signs = {}, .parts = std::move(parts)});
}
Pattern Sign(char c) {
  Symbols signs;
  signs.set(static_cast<unsigned char>(c));
  return MakeSigns(signs);
}

}  // namespace

const Symbols& Digits() {
  static const Symbols digits = [] {
    Symbols out;
    for (char c = '0'; c <= '9'; ++c) out.set(static_cast<unsigned char>(c));
    return out;
  }();
  return digits;
}

// What neither words nor figures have.
const Symbols& Signs() {
  static const Symbols signs = [] {
    Symbols out;
    for (char c = ' '; c < '\x7F'; ++c) out.set(static_cast<unsigned char>(c), !IsAsciiLetter(c) && !IsDigit(c));
    return out;
  }();
  return signs;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return out;
}

// Part of a pattern: the strings of letters that it can be, or a tree when it can be anything else.
struct PatternPiece {
  bool letters = false;
  bool exact = false;
  std::set<std::string> strings;
  Pattern node;
};

struct Alphabet::Groups {
  // The second: exact.
  std::unordered_map<std::string, PatternPiece> by_text[2];
  std::unordered_map<std::string, Pattern> lists[2];
};

// One pattern on its way into a tree.
class PatternReader {
 public:
  PatternReader(std::string_view pattern, const RuleSet& rules, const RuleEntry& entry, Alphabet* alphabet)
      : pattern_(pattern), rules_(rules), entry_(entry), alphabet_(*alphabet) {}

  Result<Pattern> Read() {
    Piece piece;
    if (!Choice(false, &piece) || at_ != pattern_.size()) {
      return rules_.Broken(entry_, "match: " + (reason_.empty() ? "syntax that value rules do not have" : reason_) +
                                       ", at `" + std::string(pattern_.substr(at_, 40)) + "`");
    }
    return ToNode(std::move(piece));
  }

 private:
  using Piece = PatternPiece;

  static bool IsEmpty(const Piece& piece) {
    return piece.letters && piece.strings.size() == 1 && piece.strings.begin()->empty();
  }
  static bool Joins(const Piece& a, const Piece& b) {
    return a.letters && b.letters && (a.exact == b.exact || IsEmpty(a) || IsEmpty(b));
  }

  uint32_t Place(bool exact, std::vector<std::string> members) {
    PlaceWords place{exact, std::move(members)};
    if (!exact) {
      for (std::string& member : place.members) member = Lower(member);
    }
    std::sort(place.members.begin(), place.members.end());
    place.members.erase(std::unique(place.members.begin(), place.members.end()), place.members.end());
    const auto [known, added] = alphabet_.index_of_set_.emplace(place, static_cast<uint32_t>(alphabet_.sets_.size()));
    if (added) alphabet_.sets_.push_back(std::move(place));
    return known->second;
  }

  Pattern ToNode(Piece piece) {
    if (!piece.letters) return std::move(piece.node);
    const bool optional = piece.strings.erase("") > 0;
    if (piece.strings.empty()) return MakeOf(Kind::kSequence, {});
    Pattern words = MakeWords(Place(piece.exact, {piece.strings.begin(), piece.strings.end()}));
    return optional ? Repeated(std::move(words), 0, 1) : words;
  }

  static Pattern Repeated(Pattern node, int least, int most) {
    return Make({.kind = Kind::kRepeat, .signs = {}, .parts = {std::move(node)}, .least = least, .most = most});
  }

  bool Choice(bool exact, Piece* out) {
    std::vector<Piece> pieces;
    for (;;) {
      Piece piece;
      if (!Sequence(exact, &piece)) return false;
      // Words of several alternatives are one place.
      const auto same = std::find_if(pieces.begin(), pieces.end(), [&](const Piece& p) { return Joins(p, piece); });
      if (same == pieces.end()) {
        pieces.push_back(std::move(piece));
      } else {
        if (IsEmpty(*same)) same->exact = piece.exact;
        same->strings.merge(piece.strings);
      }
      if (at_ >= pattern_.size() || pattern_[at_] != '|') break;
      ++at_;
    }
    if (pieces.size() == 1) {
      *out = std::move(pieces[0]);
      return true;
    }
    std::vector<Pattern> parts;
    for (Piece& piece : pieces) parts.push_back(ToNode(std::move(piece)));
    out->node = MakeOf(Kind::kChoice, std::move(parts));
    return true;
  }

  bool Sequence(bool exact, Piece* out) {
    Piece pending{.letters = true, .exact = exact, .strings = {""}, .node = {}};
    std::vector<Pattern> parts;
    bool only_letters = true;
    const auto flush = [&] {
      if (!IsEmpty(pending)) parts.push_back(ToNode(std::move(pending)));
      pending = Piece{.letters = true, .exact = exact, .strings = {""}, .node = {}};
    };
    while (at_ < pattern_.size() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      if (pattern_.substr(at_).starts_with("\\b")) {
        at_ += 2;
        flush();
        only_letters = false;
        parts.push_back(MakeOf(Kind::kBoundary, {}));
        continue;
      }
      Piece piece;
      if (!Atom(exact, &piece) || !Count(&piece)) return false;
      if (piece.letters) {
        if (!Joins(pending, piece)) flush();
        std::set<std::string> product;
        for (const std::string& head : pending.strings) {
          for (const std::string& tail : piece.strings) product.insert(head + tail);
        }
        if (IsEmpty(pending)) pending.exact = piece.exact;
        pending.strings = std::move(product);
        continue;
      }
      flush();
      only_letters = false;
      parts.push_back(std::move(piece.node));
    }
    if (only_letters && parts.empty()) {
      *out = std::move(pending);
      return true;
    }
    flush();
    out->node = parts.size() == 1 ? std::move(parts[0]) : MakeOf(Kind::kSequence, std::move(parts));
    return true;
  }

  bool Count(Piece* piece) {
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      int least = c == '+' ? 1 : 0, most = c == '?' ? 1 : -1;
      if (c == '{' && at_ + 1 < pattern_.size() && IsDigit(pattern_[at_ + 1])) {
        const char* const end = pattern_.data() + pattern_.size();
        auto read = std::from_chars(pattern_.data() + at_ + 1, end, least);
        most = least;
        if (read.ptr != end && *read.ptr == ',') {
          most = -1;
          read = std::from_chars(read.ptr + 1, end, most);
        }
        if (read.ptr == end || *read.ptr != '}') return false;
        at_ = static_cast<size_t>(read.ptr - pattern_.data());
      } else if (c != '?' && c != '*' && c != '+') {
        return true;
      }
      ++at_;
      if (piece->letters && least == 0 && most == 1) {
        piece->strings.insert("");
        continue;
      }
      Pattern once = ToNode(std::move(*piece));
      *piece = Piece();
      piece->node = Repeated(std::move(once), least, most);
    }
    return true;
  }

  bool Atom(bool exact, Piece* out) {
    const char c = pattern_[at_];
    if (c == '(') {
      const size_t begin = at_;
      std::string text(pattern_.substr(begin, GroupEnd(begin) - begin));
      auto& groups = alphabet_.groups_->by_text[exact ? 1 : 0];
      if (const auto known = groups.find(text); known != groups.end()) {
        *out = known->second;
        at_ += text.size();
        return true;
      }
      if (!Group(exact, out)) return false;
      if (at_ == begin + text.size()) groups.emplace(std::move(text), *out);
      return true;
    }
    if (c == '[') return Class(exact, out);
    if (c == '{') return List(exact, out);
    if (std::string_view(".^$*+?").find(c) != std::string_view::npos) return false;
    return Character(exact, out);
  }

  // Behind the group that begins at `at`; the pattern's end if it is not closed.
  size_t GroupEnd(size_t at) const {
    int depth = 0;
    for (bool in_class = false; at < pattern_.size(); ++at) {
      const char c = pattern_[at];
      if (c == '\\') {
        ++at;
      } else if (in_class) {
        in_class = c != ']';
      } else if (c == '[') {
        in_class = true;
      } else if (c == '(') {
        ++depth;
      } else if (c == ')' && --depth == 0) {
        return at + 1;
      }
    }
    return pattern_.size();
  }

  bool Group(bool exact, Piece* out) {
    if (pattern_.substr(at_).starts_with("(?-i:")) {
      at_ += 5;
      exact = true;
    } else if (pattern_.substr(at_).starts_with("(?i:")) {
      at_ += 4;
      exact = false;
    } else if (pattern_.substr(at_).starts_with("(?:")) {
      at_ += 3;
    } else {
      return false;
    }
    if (!Choice(exact, out) || at_ >= pattern_.size() || pattern_[at_] != ')') return false;
    ++at_;
    return true;
  }

  // A character, escaped or not, or \d.
  bool Character(bool exact, Piece* out) {
    char c = pattern_[at_];
    if (c == '\\') {
      if (++at_ >= pattern_.size()) return false;
      c = pattern_[at_];
      if (c == 'd') {
        ++at_;
        out->node = MakeSigns(Digits());
        return true;
      }
      if (IsAsciiLetter(c) || IsDigit(c)) return false;
    }
    if (IsAsciiLetter(c)) {
      ++at_;
      out->letters = true;
      out->exact = exact;
      out->strings = {std::string(1, c)};
      return true;
    }
    if (IsAscii(c)) {
      ++at_;
      out->node = Sign(c);
      return true;
    }
    size_t end = at_ + 1;
    while (end < pattern_.size() && (static_cast<unsigned char>(pattern_[end]) & 0xC0) == 0x80) ++end;
    out->node = MakeWords(Place(true, {std::string(pattern_.substr(at_, end - at_))}));
    at_ = end;
    return true;
  }

  bool Class(bool exact, Piece* out) {
    ++at_;
    Piece letters{.letters = true, .exact = exact, .strings = {}, .node = {}};
    std::vector<Pattern> others;
    if (at_ < pattern_.size() && pattern_[at_] == '^') return false;
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      const char low = pattern_[at_];
      Piece one;
      if (!Character(exact, &one)) return false;
      if (at_ + 1 < pattern_.size() && pattern_[at_] == '-' && pattern_[at_ + 1] != ']') {
        const char high = pattern_[at_ + 1];
        if (IsDigit(low) != IsDigit(high) || !IsAscii(high) || high < low) return false;
        at_ += 2;
        for (char c = low; c <= high; ++c) {
          if (IsAsciiLetter(c)) {
            letters.strings.insert(std::string(1, c));
          } else {
            others.push_back(Sign(c));
          }
        }
      } else if (one.letters) {
        letters.strings.merge(one.strings);
      } else {
        others.push_back(std::move(one.node));
      }
    }
    if (at_ >= pattern_.size()) return false;
    ++at_;
    if (others.empty()) {
      *out = std::move(letters);
      return true;
    }
    if (!letters.strings.empty()) others.push_back(ToNode(std::move(letters)));
    out->node = Merged(std::move(others));
    return true;
  }

  // A choice of leaves: the signs are one.
  static Pattern Merged(std::vector<Pattern> leaves) {
    std::vector<Pattern> choice;
    Symbols signs;
    for (Pattern& leaf : leaves) {
      if (leaf->kind == Kind::kSigns) {
        signs |= leaf->signs;
      } else {
        choice.push_back(std::move(leaf));
      }
    }
    if (signs.any()) choice.push_back(MakeSigns(signs));
    return choice.size() == 1 ? std::move(choice[0]) : MakeOf(Kind::kChoice, std::move(choice));
  }

  // {@list} or {@family.*}
  bool List(bool exact, Piece* out) {
    const size_t close = pattern_.find('}', at_);
    if (close == pattern_.npos) return false;
    const std::string_view name = pattern_.substr(at_ + 1, close - at_ - 1);
    Pattern& known = alphabet_.groups_->lists[exact ? 1 : 0][std::string(name)];
    if (known != nullptr) {
      at_ = close + 1;
      out->node = known;
      return true;
    }
    const std::optional<std::vector<std::string>> words = rules_.Words(name);
    if (!words) {
      reason_ = "no list is named " + std::string(name);
      return false;
    }
    at_ = close + 1;
    std::vector<std::string> members;
    std::vector<Pattern> leaves;
    for (const std::string& word : *words) {
      if (word.size() == 1 && !IsAsciiLetter(word[0])) {
        leaves.push_back(Sign(word[0]));
      } else {
        members.push_back(word);
      }
    }
    if (!members.empty()) {
      leaves.push_back(MakeWords(Place(exact, std::move(members))));
    }
    out->node = known = Merged(std::move(leaves));
    return true;
  }

  std::string_view pattern_;
  const RuleSet& rules_;
  const RuleEntry& entry_;
  Alphabet& alphabet_;
  size_t at_ = 0;
  std::string reason_;
};

Result<Pattern> Alphabet::Read(std::string_view pattern, const RuleSet& rules, const RuleEntry& entry) {
  if (groups_ == nullptr) groups_ = std::make_shared<Groups>();
  return PatternReader(pattern, rules, entry, this).Read();
}

Status Alphabet::Close() {
  groups_.reset();
  // The places of each word: in any spelling, and in some spellings.
  struct Places {
    std::vector<uint32_t> any;
    std::map<std::string, std::vector<uint32_t>> exact;
  };
  std::map<std::string, Places> places;
  for (uint32_t set = 0; set < sets_.size(); ++set) {
    for (const std::string& member : sets_[set].members) {
      Places& its = places[Lower(member)];
      (sets_[set].exact ? its.exact[member] : its.any).push_back(set);
    }
  }
  // Bytes that are neither ASCII signs or digits nor taken by name.
  std::string free;
  for (int c = 255; c > 0; --c) {
    const char symbol = static_cast<char>(c);
    const bool sign = c >= ' ' && c < 0x7F && !IsAsciiLetter(symbol);
    if (!sign && symbol != kUnknownWord && symbol != kGlue && symbol != kBreak) free.push_back(symbol);
  }
  symbols_of_set_.resize(sets_.size());
  std::map<std::vector<uint32_t>, char> symbol_of;
  const auto symbol = [&](const std::vector<uint32_t>& sets) -> std::optional<char> {
    if (sets.empty()) return kUnknownWord;
    const auto known = symbol_of.find(sets);
    if (known != symbol_of.end()) return known->second;
    if (free.empty()) return std::nullopt;
    const char taken = free.back();
    free.pop_back();
    symbol_of.emplace(sets, taken);
    for (const uint32_t set : sets) symbols_of_set_[set].set(static_cast<unsigned char>(taken));
    return taken;
  };
  const auto too_many = [] {
    return Error{ErrorCode::kBadRule,
                 "the value rules tell more groups of words apart than there are symbols; let "
                 "patterns share their lists"};
  };
  for (const auto& [word, its] : places) {
    Spelling& spelling = words_[word];
    const std::optional<char> any = symbol(its.any);
    if (!any) return too_many();
    spelling.symbol = *any;
    for (const auto& [spelled, more] : its.exact) {
      std::vector<uint32_t> both;
      std::set_union(its.any.begin(), its.any.end(), more.begin(), more.end(), std::back_inserter(both));
      const std::optional<char> exact = symbol(both);
      if (!exact) return too_many();
      spelling.exact.emplace_back(spelled, *exact);
    }
  }
  return Done{};
}

const Symbols& Alphabet::SymbolsOf(const PatternNode& leaf) const {
  return leaf.kind == Kind::kWords ? symbols_of_set_[leaf.words] : leaf.signs;
}

const Edges& EdgeTable::Of(const PatternNode& node) {
  if (const auto known = edges_.find(&node); known != edges_.end()) return known->second;
  Edges out;
  switch (node.kind) {
    case Kind::kWords:
    case Kind::kSigns:
      out.first = out.last = out.open = alphabet_.SymbolsOf(node);
      break;
    case Kind::kBoundary:
      out.nullable = true;
      break;
    case Kind::kSequence:
      out.nullable = true;
      for (const Pattern& part : node.parts) {
        const Edges& edges = Of(*part);
        if (out.nullable) out.first |= edges.first;
        if (part->kind == Kind::kBoundary) {
          out.bounded = out.last & ~Signs();
          out.open.reset();
        } else if (edges.nullable) {
          out.last |= edges.last;
          out.open |= edges.open;
          out.bounded |= edges.bounded;
        } else {
          out.last = edges.last;
          out.open = edges.open;
          out.bounded = edges.bounded;
        }
        out.nullable = out.nullable && edges.nullable;
      }
      break;
    case Kind::kChoice:
      for (const Pattern& part : node.parts) {
        const Edges& edges = Of(*part);
        out.open |= edges.open;
        out.bounded |= edges.bounded;
        out.first |= edges.first;
        out.last |= edges.last;
        out.nullable = out.nullable || edges.nullable;
      }
      break;
    case Kind::kRepeat:
      out = Of(*node.parts[0]);
      out.nullable = out.nullable || node.least == 0;
      break;
  }
  return edges_.emplace(&node, out).first->second;
}

}  // namespace attest::values
