#include "pipeline/claims/token_pattern.h"

#include <algorithm>
#include <bit>

namespace attest {
namespace {

uint64_t BitAt(uint32_t place) { return uint64_t{1} << place; }

// The bits up to that of token `end`, or all.
uint64_t EndsUpTo(uint32_t base, uint32_t end) {
  return end - base >= TokenPlaces::kMost ? ~uint64_t{0} : (BitAt(end - base) << 1) - 1;
}

// The bits with one of `places` `from` to `to` further on.
uint64_t Before(uint64_t places, uint32_t from, uint32_t to) {
  uint64_t before = places >> from;
  uint32_t width = 1;
  for (; width * 2 <= to - from + 1; width *= 2) before |= before >> width;
  return before | (before >> (to - from + 1 - width));
}

// Whether a phrase stands at a place, before one of `behind`.
bool StandsAt(const TokenPlaces& places, const std::vector<uint32_t>& phrase, uint32_t at, uint64_t behind) {
  if (at + phrase.size() > TokenPlaces::kMost || (behind >> (at + phrase.size()) & 1) == 0) return false;
  for (size_t i = 0; i < phrase.size(); ++i) {
    if (places.NumberAt(at + static_cast<uint32_t>(i)) != phrase[i]) return false;
  }
  return true;
}

// The first of the phrases that does; nullptr if none.
const std::vector<uint32_t>* PhraseAt(const TokenPlaces& places, uint32_t list, uint32_t at, uint64_t behind) {
  const Vocabulary::Phrases& phrases = places.vocabulary().phrases(list);
  const uint32_t first = places.NumberAt(at);
  auto phrase = std::lower_bound(phrases.begin(), phrases.end(), first,
                                 [](const std::vector<uint32_t>& words, uint32_t word) { return words[0] < word; });
  for (; phrase != phrases.end() && (*phrase)[0] == first; ++phrase) {
    if (StandsAt(places, *phrase, at, behind)) return &*phrase;
  }
  return nullptr;
}

// The references with an 's behind them.
uint64_t Owners(const TokenPlaces& places, uint32_t possessive) {
  return places.Of('I' - 'A') & (places.Of(possessive) >> 1);
}

}  // namespace

TokenPattern::TokenPattern(std::vector<Step> steps, std::vector<std::string> groups, Vocabulary* vocabulary)
    : steps_(std::move(steps)), groups_(std::move(groups)) {
  size_t around = 0;  // the furthest that a fork or jump leads
  for (size_t place = 0; place < steps_.size(); ++place) {
    Step& step = steps_[place];
    step.every_way = around <= place;
    if (step.op == Op::kFork || step.op == Op::kJump) around = std::max(around, place + step.jump);
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
    if (step.op == Op::kToken || step.op == Op::kGap || step.op == Op::kRow || step.op == Op::kPhrases) {
      const Vocabulary::Test test = vocabulary->test(step.test);
      first_.kinds |= test.kinds;
      first_.words.insert(first_.words.end(), test.words.begin(), test.words.end());
      if (step.owners) first_.kinds |= LetterBit('I');
      if (step.op == Op::kToken || step.op == Op::kPhrases) continue;
    }
    if (step.op == Op::kFork || step.op == Op::kJump) reach(place + step.jump);
    if (step.op != Op::kJump) reach(place + 1);
  }
  first_test_ = vocabulary->AddTest(first_.kinds, first_.words);
  FindNeeded(*vocabulary);
}

void TokenPattern::FindNeeded(const Vocabulary& vocabulary) {
  // How many tokens stand before each step; all ways lead on.
  struct Behind {
    uint32_t least = TokenPlaces::kMost, most = 0;
  };
  std::vector<Needed> needed{{first_test_, 0, 0}};
  std::vector<Behind> behind(steps_.size() + 1);
  behind[0].least = 0;
  const auto add_needed = [&needed](uint32_t test, const Behind& at) {
    needed.push_back({test, static_cast<uint8_t>(at.least), static_cast<uint8_t>(at.most)});
  };
  for (size_t place = 0; place < steps_.size(); ++place) {
    const Step& step = steps_[place];
    const auto lead_to = [&](size_t other, size_t least, size_t most) {
      const Behind from = behind[place];
      Behind& to = behind[other];
      to.least = std::min(to.least, from.least + static_cast<uint32_t>(least));
      to.most = std::min(TokenPlaces::kMost, std::max(to.most, from.most + static_cast<uint32_t>(most)));
    };
    switch (step.op) {
      case Op::kToken:
        if (step.every_way && place > 0) add_needed(step.test, behind[place]);
        lead_to(place + 1, 1, 1);
        break;
      case Op::kGap:
      case Op::kRow:
        lead_to(place + 1, 0, step.most * (step.owners ? 2u : 1u));
        break;
      case Op::kPhrases: {
        if (step.every_way && place > 0) add_needed(step.test, behind[place]);
        const Vocabulary::Phrases& phrases = vocabulary.phrases(step.list);
        const auto [least, most] = std::minmax_element(
            phrases.begin(), phrases.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
        if (least != phrases.end()) lead_to(place + 1, least->size(), most->size());
        break;
      }
      case Op::kFork:
        lead_to(place + 1, 0, 0);
        lead_to(place + step.jump, 0, 0);
        break;
      case Op::kJump:
        lead_to(place + step.jump, 0, 0);
        break;
      case Op::kOpen:
      case Op::kClose:
      case Op::kPass:
        lead_to(place + 1, 0, 0);
        break;
    }
  }
  most_ = behind.back().most;
  // What is known without being looked for is asked first.
  std::stable_partition(needed.begin(), needed.end(),
                        [](const Needed& one) { return one.test < Vocabulary::kFirstTest; });
  needed_count_ = static_cast<uint32_t>(std::min(needed.size(), needed_.size()));
  std::copy_n(needed.begin(), needed_count_, needed_.begin());
}

uint64_t TokenPattern::BeforePhrases(const TokenPlaces& places, const Step& step, uint64_t behind) {
  uint64_t before = 0;
  for (uint64_t left = places.Of(step.test); left != 0; left &= left - 1) {
    const auto at = static_cast<uint32_t>(std::countr_zero(left));
    if (PhraseAt(places, step.list, at, behind) != nullptr) before |= BitAt(at);
  }
  return before;
}

const uint64_t* TokenPattern::Run(const TokenPlaces& places, uint64_t ends) const {
  uint64_t* const ways = places.Buffer(steps_.size() + 1);
  const Step* const first = steps_.data();
  uint64_t way = ends;
  uint64_t* leads = ways + steps_.size();
  *leads = way;
  for (const Step* step = first + steps_.size(); step != first;) {
    --step;
    --leads;
    switch (step->op) {
      case Op::kToken:
        way = (way >> 1) & places.Of(step->test);
        break;
      case Op::kGap:
      case Op::kRow: {
        const uint64_t fits = places.Of(step->test);
        const uint64_t owners = step->owners ? Owners(places, step->list) & ~fits : 0;
        const uint64_t behind = way;
        for (uint32_t count = 0; count < step->most; ++count) {
          const uint64_t more = behind | (fits & (way >> 1)) | (owners & (way >> 2));
          if (more == way) break;
          way = more;
        }
        break;
      }
      case Op::kPhrases:
        way = BeforePhrases(places, *step, way);
        break;
      case Op::kFork:
        way |= leads[step->jump];
        break;
      case Op::kJump:
        way = leads[step->jump];
        break;
      case Op::kPass:
        if (places.Of(step->test) != 0) break;
        way = 0;
        leads -= step->jump;
        step -= step->jump;
        *leads = 0;
        continue;
      case Op::kOpen:
      case Op::kClose:
        break;
    }
    *leads = way;
    if (way == 0 && step->every_way) {
      ways[0] = 0;
      break;
    }
  }
  return ways;
}

void TokenPattern::Trace(const TokenPlaces& places, const uint64_t* ways, uint32_t base, uint32_t at, Hit* hit) const {
  hit->groups = {};
  uint32_t token = at - base;
  const auto leads_on = [ways](size_t place, uint32_t from) { return (ways[place] >> from & 1) != 0; };
  for (size_t place = 0; place < steps_.size(); ++place) {
    const Step& step = steps_[place];
    switch (step.op) {
      case Op::kToken:
        ++token;
        break;
      case Op::kGap:
        while (!leads_on(place + 1, token)) token += (places.Of(step.test) >> token & 1) != 0 ? 1 : 2;
        break;
      case Op::kRow: {
        uint32_t last = token;
        for (uint64_t fits = places.Of(step.test); (fits >> last & 1) != 0 && last - token < step.most;) ++last;
        while (!leads_on(place + 1, last)) --last;
        token = last;
        break;
      }
      case Op::kPhrases: {
        const Vocabulary::Phrases& phrases = places.vocabulary().phrases(step.list);
        const auto phrase = std::find_if(phrases.begin(), phrases.end(), [&](const std::vector<uint32_t>& words) {
          return StandsAt(places, words, token, ways[place + 1]);
        });
        token += static_cast<uint32_t>(phrase->size());
        break;
      }
      case Op::kFork:
        if (!leads_on(place + 1, token)) place += step.jump - 1;
        break;
      case Op::kJump:
        place += step.jump - 1;
        break;
      case Op::kOpen:
        hit->groups[step.group].begin = base + token;
        break;
      case Op::kClose:
        hit->groups[step.group].end = base + token;
        break;
      case Op::kPass:
        break;
    }
  }
  hit->all = {at, base + token};
}

bool TokenPattern::MatchAt(const MaskedSentence& sentence, uint32_t at, uint32_t end, Hit* hit) const {
  if (at >= end) return false;
  const TokenPlaces& places = sentence.places;
  const uint32_t base = places.Cover(sentence.tokens, at);
  const uint32_t bit = at - base;
  for (const Needed& needed : needed()) {
    if (needed.from == needed.to) {
      if (bit + needed.from >= TokenPlaces::kMost || !places.Fits(needed.test, bit + needed.from)) return false;
      continue;
    }
    const uint64_t near = (uint64_t{2} << (needed.to - needed.from)) - 1;
    if ((places.Of(needed.test) >> bit >> needed.from & near) == 0) return false;
  }
  const uint64_t* ways = Run(places, EndsUpTo(base, end));
  if ((ways[0] >> bit & 1) == 0) return false;
  Trace(places, ways, base, at, hit);
  return true;
}

bool TokenPattern::LongestAt(const MaskedSentence& sentence, uint32_t at, uint32_t end, Hit* hit) const {
  if (!MatchAt(sentence, at, end, hit)) return false;
  const uint32_t base = sentence.places.Cover(sentence.tokens, at);
  for (uint32_t last = std::min({end, at + most_, base + TokenPlaces::kMost}); last > hit->all.end; --last) {
    const uint64_t* ways = Run(sentence.places, BitAt(last - base));
    if ((ways[0] >> (at - base) & 1) == 0) continue;
    Trace(sentence.places, ways, base, at, hit);
    break;
  }
  return true;
}

bool TokenPattern::Find(const MaskedSentence& sentence, uint32_t from, uint32_t end, Hit* hit) const {
  if (sentence.tokens.size() > TokenPlaces::kMost) {
    for (; from < end; ++from) {
      if (MatchAt(sentence, from, end, hit)) return true;
    }
    return false;
  }
  if (from >= end) return false;
  if (MayBegin(sentence, from, ~uint64_t{0}) == 0) return false;
  const uint64_t* ways = Run(sentence.places, EndsUpTo(0, end));
  const uint64_t begins = ways[0] >> from;
  if (begins == 0) return false;
  Trace(sentence.places, ways, 0, from + static_cast<uint32_t>(std::countr_zero(begins)), hit);
  return true;
}

uint64_t TokenPattern::MayBegin(const MaskedSentence& sentence, uint32_t from, uint64_t asked) const {
  const TokenPlaces& places = sentence.places;
  const uint32_t base = places.Cover(sentence.tokens, from);
  if (sentence.tokens.size() > TokenPlaces::kMost) return asked & (places.Of(first_test_) >> (from - base));
  uint64_t begins = asked << from;
  for (const Needed& needed : needed()) {
    const uint64_t there = places.Of(needed.test);
    begins &= needed.from == needed.to ? there >> needed.from : Before(there, needed.from, needed.to);
    if (begins == 0) break;
  }
  return begins >> from;
}

void TokenPattern::FindAll(const MaskedSentence& sentence, uint32_t from, uint64_t asked,
                           std::vector<Hit>* hits) const {
  const auto size = static_cast<uint32_t>(sentence.tokens.size());
  if (size > TokenPlaces::kMost) {
    for (uint64_t left = asked; left != 0; left &= left - 1) {
      Hit hit;
      if (MatchAt(sentence, from + static_cast<uint32_t>(std::countr_zero(left)), size, &hit)) hits->push_back(hit);
    }
    return;
  }
  sentence.places.Cover(sentence.tokens, from);
  const uint64_t* ways = Run(sentence.places, EndsUpTo(0, size));
  for (uint64_t left = ways[0] & (asked << from); left != 0; left &= left - 1)
    Trace(sentence.places, ways, 0, static_cast<uint32_t>(std::countr_zero(left)), &hits->emplace_back());
}

}  // namespace attest
