#include "pipeline/claims/token_pattern.h"

#include <algorithm>
#include <bit>

namespace attest {

// One attempt at a place of a sentence.
struct TokenPattern::Run {
  const TokenPattern& pattern;
  const std::vector<MaskToken>& tokens;
  uint32_t at;
  uint32_t end;
  bool longest;
  Hit* hit;
  uint32_t row;    // words of `seen` for a join
  uint64_t* seen;  // by join and token from `at` on: whether the way on was tried
  std::array<TokenRange, kMaxGroups> groups = {};

  // The token behind one that fits a gap; 0 when none does.
  uint32_t Advance(const Step& step, uint32_t token) const {
    if (token >= end) return 0;
    if (step.test.Fits(tokens[token])) return token + 1;
    const bool owner = step.owners && tokens[token].letter == 'I' && token + 1 < end && tokens[token + 1].word == "'s";
    return owner ? token + 2 : 0;
  }

  bool MayGoOn(const Step& step, uint32_t token) const {
    return step.last || (token < end && step.next.MayFit(tokens[token]));
  }

  bool Matched(uint32_t token) {
    if (longest && !hit->all.empty() && token <= hit->all.end) return false;
    hit->all = {at, token};
    hit->groups = groups;
    return !longest;
  }

  bool From(size_t place, uint32_t token) {
    for (;; ++place) {
      if (place == pattern.steps_.size()) return Matched(token);
      const Step& step = pattern.steps_[place];
      switch (step.op) {
        case Op::kToken:
          if (token >= end || !step.test.Fits(tokens[token])) return false;
          ++token;
          break;
        case Op::kGap:
          for (uint32_t count = 0; count < step.most; ++count) {
            if (MayGoOn(step, token) && From(place + 1, token)) return true;
            token = Advance(step, token);
            if (token == 0) return false;
          }
          break;
        case Op::kRow: {
          uint32_t last = token;
          while (last < end && last - token < step.most && step.test.Fits(tokens[last])) ++last;
          for (; last > token; --last) {
            if (MayGoOn(step, last) && From(place + 1, last)) return true;
          }
          break;
        }
        case Op::kPhrases: {
          if (token >= end || tokens[token].number == 0) return false;
          for (const std::vector<uint32_t>& phrase : step.phrases) {
            if (phrase[0] != tokens[token].number || phrase.size() > end - token) continue;
            const bool fits = std::equal(phrase.begin(), phrase.end(), tokens.begin() + token,
                                         [](uint32_t word, const MaskToken& t) { return t.number == word; });
            if (fits && From(place + 1, token + static_cast<uint32_t>(phrase.size()))) return true;
          }
          return false;
        }
        case Op::kFork:
          if (MayGoOn(step, token)) {
            if (From(place + 1, token)) return true;
            for (uint32_t left = step.inside; left != 0; left &= left - 1)
              groups[static_cast<size_t>(std::countr_zero(left))] = {};
          }
          place += step.jump - 1;
          break;
        case Op::kJump:
          place += step.jump - 1;
          break;
        // A hit passes all groups on its way again, or a fork that leaves them out.
        case Op::kOpen:
          groups[step.group].begin = token;
          break;
        case Op::kClose:
          groups[step.group].end = token;
          break;
        case Op::kJoin: {
          const uint32_t behind = token - at;
          uint64_t& tried = seen[step.jump * row + behind / 64];
          const uint64_t bit = uint64_t{1} << (behind % 64);
          if ((tried & bit) != 0) return false;
          tried |= bit;
          break;
        }
      }
    }
  }
};

void TokenFilter::Add(const TokenTest& test) {
  kinds |= test.kinds;
  words |= test.words.Folded();
}

TokenPattern::TokenPattern(std::vector<Step> steps, std::vector<std::string> groups, uint32_t most)
    : steps_(std::move(steps)), groups_(std::move(groups)), most_(most) {
  for (Step& step : steps_) {
    if (step.op == Op::kJoin) step.jump = joins_++;
  }
  // What a hit can go on with at each place, and whether it can end there; from behind, as all ways lead on.
  std::vector<TokenFilter> filters(steps_.size() + 1);
  std::vector<char> ends(steps_.size() + 1);
  ends.back() = true;
  for (size_t place = steps_.size(); place-- > 0;) {
    Step& step = steps_[place];
    TokenFilter& filter = filters[place];
    const auto lead_to = [&](size_t other) {
      filter.Add(filters[other]);
      ends[place] = ends[place] || ends[other];
    };
    step.next = filters[place + 1];
    step.last = ends[place + 1];
    switch (step.op) {
      case Op::kToken:
        filter.Add(step.test);
        break;
      case Op::kPhrases:
        for (const std::vector<uint32_t>& phrase : step.phrases) filter.words |= uint64_t{1} << (phrase[0] % 64);
        break;
      case Op::kGap:
      case Op::kRow:
        filter.Add(step.test);
        if (step.owners) filter.kinds |= LetterBit('I');
        lead_to(place + 1);
        break;
      case Op::kFork:
        for (size_t i = place + 1; i < place + step.jump; ++i) {
          if (steps_[i].op == Op::kOpen) step.inside |= static_cast<uint16_t>(1u << steps_[i].group);
        }
        lead_to(place + 1);
        lead_to(place + step.jump);
        break;
      case Op::kJump:
        lead_to(place + step.jump);
        break;
      case Op::kOpen:
      case Op::kClose:
      case Op::kJoin:
        lead_to(place + 1);
        break;
    }
  }
  // All that can be reached without a token.
  std::vector<char> seen(steps_.size() + 1);
  std::vector<size_t> reached{0};
  const auto reach = [&](size_t place) {
    if (seen[place] == 0) reached.push_back(place);
    seen[place] = 1;
  };
  while (!reached.empty()) {
    const size_t place = reached.back();
    reached.pop_back();
    if (place == steps_.size()) continue;
    const Step& step = steps_[place];
    if (step.op == Op::kToken || step.op == Op::kGap || step.op == Op::kRow) {
      first_.kinds |= step.test.kinds;
      first_.words.AddAll(step.test.words);
      if (step.owners) first_.kinds |= LetterBit('I');
      if (step.op == Op::kToken) continue;
    }
    if (step.op == Op::kPhrases) {
      for (const std::vector<uint32_t>& phrase : step.phrases) first_.words.Add(phrase[0]);
      continue;
    }
    if (step.op == Op::kFork || step.op == Op::kJump) reach(place + step.jump);
    if (step.op != Op::kJump) reach(place + 1);
  }
}

bool TokenPattern::Start(const std::vector<MaskToken>& tokens, uint32_t at, uint32_t end, bool longest,
                         Hit* hit) const {
  hit->all = {};
  if (at >= end || !first_.Fits(tokens[at])) return false;
  end = std::min(end, at + most_);
  const uint32_t row = (end - at) / 64 + 1;
  constexpr uint32_t kUsual = 32;
  std::array<uint64_t, kUsual> usual;
  std::vector<uint64_t> more;
  uint64_t* seen = usual.data();
  if (joins_ * row > kUsual) {
    more.resize(joins_ * row);
    seen = more.data();
  } else {
    std::fill_n(seen, joins_ * row, 0);
  }
  Run{*this, tokens, at, end, longest, hit, row, seen}.From(0, at);
  return !hit->all.empty();
}

bool TokenPattern::MatchAt(const std::vector<MaskToken>& tokens, uint32_t at, uint32_t end, Hit* hit) const {
  return Start(tokens, at, end, false, hit);
}

bool TokenPattern::LongestAt(const std::vector<MaskToken>& tokens, uint32_t at, uint32_t end, Hit* hit) const {
  return Start(tokens, at, end, true, hit);
}

bool TokenPattern::Find(const std::vector<MaskToken>& tokens, uint32_t from, uint32_t end, Hit* hit) const {
  for (; from < end; ++from) {
    if (MatchAt(tokens, from, end, hit)) return true;
  }
  return false;
}

}  // namespace attest
