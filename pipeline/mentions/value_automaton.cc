#include "pipeline/mentions/value_automaton.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "pipeline/mentions/hash_map.h"

namespace attest::values {
namespace {

using Kind = PatternNode::Kind;

// News needs some thousands. Past so many a walk makes its states anew, so that no text fills the memory.
constexpr size_t kMostStates = 1 << 15;

struct Instruction {
  enum class Op : uint8_t { kSymbol, kFork, kEnd };
  Op op = Op::kEnd;
  uint32_t what = 0;  // kSymbol: index into Program::sets_; kFork: index into Program::forks_; kEnd: the rule
  uint32_t next = 0;  // kSymbol
};

struct Range {
  uint32_t begin = 0, end = 0;
};

// A program whose forks are replaced by the instructions that they lead to. Those are numbered: symbols, those of one
// set behind each other, then ends by rule. Apart by what is asked of them, as new states ask for much of it at once.
struct Net {
  std::vector<Symbols> sets;
  std::vector<uint32_t> set_of;  // by symbol
  std::vector<Range> behind;     // by symbol: what it leads to, in `reached`
  std::vector<uint16_t> rules;   // by end
  std::vector<Range> begins;     // by rule, in `reached`
  std::vector<uint32_t> reached;

  size_t size() const { return behind.size() + rules.size(); }
};

// Thompson's construction, written from the end: equal tails of a rule's alternatives are one.
class Program {
 public:
  Program(const Alphabet& alphabet, EdgeTable* edges) : alphabet_(alphabet), edges_(*edges) {
    Symbols glue;
    glue.set(static_cast<unsigned char>(kGlue));
    glue_ = SetOf(glue);
  }

  void Add(const PatternNode& pattern, uint32_t rule) {
    const uint32_t end = Put({.op = Instruction::Op::kEnd, .what = rule});
    begins_.push_back(Write(pattern, end, false));
  }

  // The program is of no use then.
  Net Close() {
    std::vector<uint32_t> order, number(instructions_.size());
    for (uint32_t i = 0; i < instructions_.size(); ++i) {
      if (instructions_[i].op != Instruction::Op::kFork) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return std::pair(instructions_[a].op, instructions_[a].what) <
             std::pair(instructions_[b].op, instructions_[b].what);
    });
    for (uint32_t i = 0; i < order.size(); ++i) number[order[i]] = i;
    Net net;
    constexpr uint32_t kNone = UINT32_MAX;
    std::vector<uint32_t> seen(instructions_.size(), kNone), open;
    std::vector<Range> known(instructions_.size(), {kNone, kNone});
    const auto reached_from = [&](uint32_t first) {
      Range& range = known[first];
      if (range.begin != kNone) return range;
      range.begin = static_cast<uint32_t>(net.reached.size());
      open.assign({first});
      seen[first] = first;
      while (!open.empty()) {
        const uint32_t at = open.back();
        open.pop_back();
        if (instructions_[at].op != Instruction::Op::kFork) {
          net.reached.push_back(number[at]);
          continue;
        }
        for (const uint32_t next : ForkAt(instructions_[at].what)) {
          if (std::exchange(seen[next], first) != first) open.push_back(next);
        }
      }
      range.end = static_cast<uint32_t>(net.reached.size());
      return range;
    };
    for (const uint32_t i : order) {
      const Instruction& instruction = instructions_[i];
      if (instruction.op == Instruction::Op::kEnd) {
        net.rules.push_back(static_cast<uint16_t>(instruction.what));
        continue;
      }
      net.set_of.push_back(instruction.what);
      net.behind.push_back(reached_from(instruction.next));
    }
    for (const uint32_t begin : begins_) net.begins.push_back(reached_from(begin));
    net.sets = std::move(sets_);
    return net;
  }

 private:
  uint32_t SetOf(const Symbols& symbols) {
    const auto [known, added] = set_index_.emplace(symbols, static_cast<uint32_t>(sets_.size()));
    if (added) sets_.push_back(symbols);
    return known->second;
  }
  uint32_t SetOf(const PatternNode& leaf) {
    if (leaf.kind != Kind::kWords) return SetOf(alphabet_.SymbolsOf(leaf));
    uint32_t& known = set_of_words_.At(Mix(0, leaf.words));  // one more than the set; 0: not known yet
    if (known == 0) known = SetOf(alphabet_.SymbolsOf(leaf)) + 1;
    return known - 1;
  }

  // As many bits as an instruction, so that each has its own.
  static uint64_t KeyOf(const Instruction& of) {
    return Mix((uint64_t{of.what} << 2 | static_cast<uint64_t>(of.op)) << 32, of.next);
  }
  static uint64_t Mix(uint64_t hash, uint32_t number) {
    hash = (hash ^ number) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
  }

  uint32_t Put(const Instruction& instruction) {
    uint32_t& known = index_.At(KeyOf(instruction));  // one more than the number; 0: new
    if (known == 0) {
      instructions_.push_back(instruction);
      known = static_cast<uint32_t>(instructions_.size());
    }
    return known - 1;
  }

  std::span<const uint32_t> ForkAt(uint32_t fork) const {
    return std::span(fork_targets_).subspan(forks_[fork].begin, forks_[fork].end - forks_[fork].begin);
  }
  uint32_t NewFork(std::span<const uint32_t> targets) {
    const auto begin = static_cast<uint32_t>(fork_targets_.size());
    fork_targets_.insert(fork_targets_.end(), targets.begin(), targets.end());
    forks_.push_back({begin, static_cast<uint32_t>(fork_targets_.size())});
    return static_cast<uint32_t>(forks_.size() - 1);
  }

  // Leaves the targets in order.
  uint32_t Fork(std::span<uint32_t> targets) {
    std::sort(targets.begin(), targets.end());
    targets = targets.first(static_cast<size_t>(std::unique(targets.begin(), targets.end()) - targets.begin()));
    if (targets.size() == 1) return targets[0];
    uint64_t hash = targets.size();
    for (const uint32_t target : targets) hash = Mix(hash, target);
    uint32_t& known = fork_index_.At(hash);  // as in Put
    // Forks that share a hash, if ever, are not shared themselves.
    if (known == 0 || !std::ranges::equal(ForkAt(known - 1), targets)) known = NewFork(targets) + 1;
    return Put({.op = Instruction::Op::kFork, .what = known - 1});
  }
  uint32_t Fork(uint32_t a, uint32_t b) {
    std::array<uint32_t, 2> targets = {a, b};
    return Fork(targets);
  }

  // The instructions that match the node and go on at `next`. `behind_boundary`: no \b holds where letters and digits
  // touch, so that no glue can stand before the node.
  uint32_t Write(const PatternNode& node, uint32_t next, bool behind_boundary) {
    switch (node.kind) {
      case Kind::kWords:
      case Kind::kSigns: {
        const Symbols& symbols = alphabet_.SymbolsOf(node);
        const uint32_t leaf = Put({.op = Instruction::Op::kSymbol, .what = SetOf(node), .next = next});
        if (behind_boundary || (node.kind == Kind::kSigns && (symbols & Digits()).none())) return leaf;
        return Fork(leaf, Put({.op = Instruction::Op::kSymbol, .what = glue_, .next = leaf}));
      }
      case Kind::kBoundary:
        return next;
      case Kind::kSequence: {
        std::vector<bool> behind(node.parts.size());
        for (size_t i = 0; i < node.parts.size(); ++i) {
          behind[i] = behind_boundary;
          if (node.parts[i]->kind == Kind::kBoundary) {
            behind_boundary = true;
          } else if (const Edges& edges = edges_.Of(*node.parts[i]); !edges.nullable) {
            behind_boundary = (edges.open & ~Signs()).none();
          }
        }
        for (size_t i = node.parts.size(); i-- > 0;) next = Write(*node.parts[i], next, behind[i]);
        return next;
      }
      case Kind::kChoice: {
        std::vector<uint32_t> targets;
        for (const Pattern& part : node.parts) targets.push_back(Write(*part, next, behind_boundary));
        return Fork(targets);
      }
      case Kind::kRepeat: {
        const PatternNode& part = *node.parts[0];
        if (node.most < 0) {
          const auto loop = static_cast<uint32_t>(instructions_.size());
          const uint32_t fork = NewFork(std::array{next, next});
          instructions_.push_back({.op = Instruction::Op::kFork, .what = fork});
          fork_targets_[forks_[fork].begin] = Write(part, loop, behind_boundary);
          next = loop;
        } else {
          const uint32_t past = next;
          for (int i = node.least; i < node.most; ++i) next = Fork(past, Write(part, next, behind_boundary));
        }
        for (int i = 0; i < node.least; ++i) next = Write(part, next, behind_boundary);
        return next;
      }
    }
    return next;
  }

  const Alphabet& alphabet_;
  EdgeTable& edges_;
  std::vector<Instruction> instructions_;
  std::vector<Range> forks_;  // of fork_targets_
  std::vector<uint32_t> fork_targets_;
  std::vector<Symbols> sets_;
  std::vector<uint32_t> begins_;  // of the rules
  std::unordered_map<Symbols, uint32_t> set_index_;
  HashMap<uint32_t> index_, fork_index_, set_of_words_;
  uint32_t glue_ = 0;
};

}  // namespace

class Automaton::Impl {
 public:
  explicit Impl(Net net)
      : net_(std::move(net)), reached_(net_.size() / 64 + 1), reached_words_(reached_.size() / 64 + 1) {
    // Symbols that the same sets have are one class.
    std::unordered_map<std::vector<bool>, uint8_t> classes;
    std::array<uint8_t, 256> order{};
    std::iota(order.begin(), order.end(), uint8_t{0});
    // First those that most steps are over: their links share a cache line. Of words those that most places take in.
    std::array<size_t, 256> sets_with{};
    for (const Symbols& set : net_.sets) {
      for (size_t symbol = 0; symbol < sets_with.size(); ++symbol) sets_with[symbol] += set[symbol];
    }
    const auto words_end = std::stable_partition(order.begin(), order.end(), [](uint8_t symbol) {
      const auto c = static_cast<char>(symbol);
      return c == kUnknownWord || c == kGlue || c == kBreak || Signs()[symbol] || Digits()[symbol];
    });
    std::stable_sort(words_end, order.end(), [&](uint8_t a, uint8_t b) { return sets_with[a] > sets_with[b]; });
    const size_t sets = net_.sets.size();
    classes_of_.resize(sets);
    for (const uint8_t symbol : order) {
      std::vector<bool> has(sets);
      for (size_t set = 0; set < sets; ++set) has[set] = net_.sets[set][symbol];
      const auto [known, added] = classes.emplace(std::move(has), static_cast<uint8_t>(classes.size()));
      class_of_[symbol] = known->second;
      for (size_t set = 0; added && set < sets; ++set) {
        if (known->first[set]) classes_of_[set].Add(known->second);
      }
    }
    classes_ = classes.size();
    for (size_t symbol = 0; symbol < class_of_.size(); ++symbol)
      places_[symbol] = static_cast<uint32_t>(PlaceOf(class_of_[symbol]));
    lines_ = std::make_unique_for_overwrite<Line[]>(PlaceOf(classes_ + kLine) / kLine);
    links_ = lines_[0].data();
    State begin;
    for (const Range& rule : net_.begins) Reach(rule);
    TakeReached(&begin);
    begin_ = Keep(begin);
  }

  // As Automaton::next_.
  std::vector<std::array<Symbols, 2>> Begins() {
    std::vector<std::array<Symbols, 2>> next(class_of_.size());
    for (const uint32_t at : states_[begin_].at) {
      State behind, beyond;
      Reach(net_.behind[at]);
      TakeReached(&behind);
      for (const uint32_t second : behind.at) {
        if (SetAt(second)[' ']) Reach(net_.behind[second]);
      }
      TakeReached(&beyond);
      if (!behind.ending.empty()) beyond.ending = behind.ending;
      const std::array<Symbols, 2> follow = {Continuing(behind), Continuing(beyond)};
      for (size_t symbol = 0; symbol < next.size(); ++symbol) {
        if (!SetAt(at)[symbol]) continue;
        for (size_t i = 0; i < follow.size(); ++i) next[symbol][i] |= follow[i];
      }
    }
    return next;
  }

  End* Walk(std::string_view symbols, uint32_t begin, End* ends) {
    Id state = begin_;
    for (uint32_t at = begin; at < symbols.size(); ++at) {
      const auto symbol = static_cast<unsigned char>(symbols[at]);
      Id next = Link(links_[places_[symbol] + state * kLine]).load(std::memory_order_acquire);
      if (next <= kNotMade) {
        if (next == kNotMade) next = Make(state, class_of_[symbol]);
        if (next == kNotMade) return WalkUnkept(state, symbols, at, ends);
        if (next == kDead) break;
      }
      state = next & ~kEnds;
      if (next & kEnds) *ends++ = {at + 1, rules_[state]};
    }
    return ends;
  }

 private:
  // A state's number; with kEnds where matches end in it.
  using Id = uint16_t;
  using Link = std::atomic_ref<Id>;
  static constexpr Id kDead = 0, kNotMade = 1, kEnds = 0x8000;
  static constexpr size_t kLine = 64 / sizeof(Id);
  struct alignas(64) Line : std::array<Id, kLine> {};

  // Symbol classes, a bit for each.
  class Classes {
   public:
    void Add(size_t which) { words_[which / 64] |= uint64_t{1} << (which % 64); }
    void Add(const Classes& others) {
      for (size_t i = 0; i < words_.size(); ++i) words_[i] |= others.words_[i];
    }
    bool Has(size_t which) const { return (words_[which / 64] >> (which % 64) & 1) != 0; }
    // Leaves those that are, or are not, among the others.
    void Keep(const Classes& others, bool among) {
      for (size_t i = 0; i < words_.size(); ++i) words_[i] &= among ? others.words_[i] : ~others.words_[i];
    }
    template <typename Do>
    void ForEach(const Do& what) const {
      for (size_t i = 0; i < words_.size(); ++i) {
        for (uint64_t left = words_[i]; left != 0; left &= left - 1)
          what(i * 64 + static_cast<size_t>(std::countr_zero(left)));
      }
    }
    static Classes All() {
      Classes all;
      all.words_.fill(~uint64_t{0});
      return all;
    }

   private:
    std::array<uint64_t, 4> words_{};
  };

  // Instructions that a text may be at.
  struct State {
    std::vector<uint32_t> at;      // symbols only, ascending
    std::vector<uint16_t> ending;  // the rules whose matches end here, ascending
    uint64_t Hash() const {
      uint64_t hash = ending.size();
      for (const uint32_t instruction : at) hash = (hash ^ instruction) * 0x9E3779B97F4A7C15u;
      for (const uint16_t rule : ending) hash = (hash ^ rule) * 0x9E3779B97F4A7C15u;
      return hash ^ hash >> 32;
    }
    bool operator==(const State&) const = default;
  };

  const Symbols& SetAt(uint32_t symbol) const { return net_.sets[net_.set_of[symbol]]; }

  // What may follow in a text: anything where matches end.
  Symbols Continuing(const State& state) const {
    Symbols symbols;
    if (!state.ending.empty()) return symbols.set();
    for (const uint32_t at : state.at) symbols |= SetAt(at);
    return symbols;
  }

  // The state behind `state` by a symbol of a class; kNotMade when there are too many. The classes that lead to the
  // same instructions are linked along.
  [[gnu::noinline]] Id Make(Id state, size_t which) {  // apart from the walk's loop, which has few registers
    const std::scoped_lock lock(mutex_);
    Classes alike = Classes::All();
    Step(states_[state], which, &made_, &alike);
    const Id next = Keep(made_);
    if (next != kNotMade) LinkTo(next, alike, state);
    return next;
  }

  // Where a class has its link of the first state; that of the next is a line on. So the lines that most steps are over
  // lie together, in few pages and spread over a cache.
  static constexpr size_t PlaceOf(size_t which) { return which / kLine * kLine * kMostStates + which % kLine; }

  void LinkTo(Id next, const Classes& classes, Id state) const {
    classes.ForEach([&](size_t which) {
      if (which < classes_) Link(links_[PlaceOf(which) + state * kLine]).store(next, std::memory_order_release);
    });
  }

  // The rest of a walk, without keeping its states.
  [[gnu::noinline]] End* WalkUnkept(Id from, std::string_view symbols, uint32_t at, End* ends) {
    const std::scoped_lock lock(mutex_);
    State state = states_[from];
    for (; at < symbols.size() && !state.at.empty(); ++at) {
      State next;
      Classes alike;
      Step(state, class_of_[static_cast<unsigned char>(symbols[at])], &next, &alike);
      if (!next.ending.empty()) *ends++ = {at + 1, KeepRules(next)};
      state = std::move(next);
    }
    return ends;
  }

  // Of `alike` it leaves the classes that would have led there too.
  void Step(const State& from, size_t which, State* to, Classes* alike) {
    ForEachSet(from, [&](uint32_t set, std::span<const uint32_t> symbols) {
      const bool has = classes_of_[set].Has(which);
      alike->Keep(classes_of_[set], has);
      for (const uint32_t symbol : has ? symbols : std::span<const uint32_t>()) Reach(net_.behind[symbol]);
    });
    TakeReached(to);
  }

  // The sets of a state's symbols, each with those.
  template <typename Do>
  void ForEachSet(const State& state, const Do& what) const {
    for (auto at = state.at.begin(); at != state.at.end();) {
      const uint32_t set = net_.set_of[*at];
      auto end = at + 1;
      while (end != state.at.end() && net_.set_of[*end] == set) ++end;
      what(set, std::span(at, end));
      at = end;
    }
  }

  void Reach(Range range) {
    for (const uint32_t at : std::span(net_.reached).subspan(range.begin, range.end - range.begin)) {
      uint64_t& word = reached_[at / 64];
      if (word == 0) reached_words_[at / 64 / 64] |= uint64_t{1} << (at / 64 % 64);
      word |= uint64_t{1} << (at % 64);
    }
  }

  // Moves what was reached into a state.
  void TakeReached(State* state) {
    state->at.clear();
    state->ending.clear();
    for (size_t i = 0; i < reached_words_.size(); ++i) {
      for (uint64_t words = std::exchange(reached_words_[i], 0); words != 0; words &= words - 1) {
        const size_t word = i * 64 + static_cast<size_t>(std::countr_zero(words));
        for (uint64_t left = std::exchange(reached_[word], 0); left != 0; left &= left - 1)
          Take(static_cast<uint32_t>(word * 64 + static_cast<size_t>(std::countr_zero(left))), state);
      }
    }
  }
  void Take(uint32_t reached, State* state) const {
    if (reached < net_.behind.size()) {
      state->at.push_back(reached);
    } else {
      state->ending.push_back(net_.rules[reached - net_.behind.size()]);
    }
  }

  std::span<const uint16_t> KeepRules(const State& state) { return *rule_sets_.insert(state.ending).first; }

  // The number of a state, added if new; kNotMade when it is new and there are too many.
  Id Keep(const State& state) {
    if (state.at.empty() && state.ending.empty()) return kDead;
    uint64_t key = state.Hash();
    for (; const Id* known = ids_.Find(key); ++key) {
      if (states_[*known & ~kEnds] == state) return *known;
    }
    if (states_.size() == kMostStates) return kNotMade;
    const Id id = static_cast<Id>(states_.size());
    for (size_t which = 0; which < classes_; which += kLine)
      std::fill_n(&links_[PlaceOf(which) + id * kLine], kLine, kDead);
    rules_[id] = KeepRules(state);
    Classes live;
    ForEachSet(state, [&](uint32_t set, std::span<const uint32_t>) { live.Add(classes_of_[set]); });
    LinkTo(kNotMade, live, id);
    const Id marked = static_cast<Id>(id | (state.ending.empty() ? Id{0} : kEnds));
    ids_.At(key) = marked;
    states_.push_back(state);
    return marked;
  }

  const Net net_;
  std::array<uint8_t, 256> class_of_{};
  std::vector<Classes> classes_of_;     // of the net's sets
  size_t classes_ = 0;                  // of symbols
  std::array<uint32_t, 256> places_{};  // of the symbols' classes
  Id begin_ = kDead;
  // By state, what walks read: the links, and the rules whose matches end in it, ascending. A link to a state is stored
  // last when it is made: who reads the link may read these. There is room for all states, which takes memory only as
  // far as it is written.
  std::unique_ptr<Line[]> lines_;
  Id* links_ = nullptr;  // at PlaceOf, in lines_
  std::vector<std::span<const uint16_t>> rules_{kMostStates};
  std::mutex mutex_;                         // over what follows, and over making states
  std::vector<State> states_{kNotMade + 1};  // the first two numbers are none
  std::set<std::vector<uint16_t>> rule_sets_;
  HashMap<Id> ids_;  // by the state's hash, or the next number where that is another's
  State made_;       // of the last step
  // A bit for each instruction, and one for each word of them that is not zero; none between steps.
  std::vector<uint64_t> reached_, reached_words_;
};

Automaton::Automaton(const std::vector<const PatternNode*>& patterns, const Alphabet& alphabet, EdgeTable* edges) {
  Program program(alphabet, edges);
  for (uint32_t rule = 0; rule < patterns.size(); ++rule) program.Add(*patterns[rule], rule);
  impl_ = std::make_unique<Impl>(program.Close());
  next_ = impl_->Begins();
}
Automaton::Automaton(Automaton&&) noexcept = default;
Automaton& Automaton::operator=(Automaton&&) noexcept = default;
Automaton::~Automaton() = default;

Symbols Automaton::Alone() const {
  Symbols alone;
  for (size_t symbol = 0; symbol < next_.size(); ++symbol)
    alone[symbol] = next_[symbol][0][' '] && next_[symbol][1][static_cast<unsigned char>(kUnknownWord)];
  return alone;
}

Automaton::End* Automaton::Walk(std::string_view symbols, uint32_t begin, End* ends) const {
  return impl_->Walk(symbols, begin, ends);
}

}  // namespace attest::values
