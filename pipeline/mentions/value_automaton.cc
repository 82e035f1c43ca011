#include "pipeline/mentions/value_automaton.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <unordered_map>
#include <utility>

namespace attest::values {
namespace {

using Kind = PatternNode::Kind;

// News needs some thousands. Past so many a walk makes its states anew, so that no text fills the memory.
constexpr size_t kMostStates = 1 << 15;

struct Instruction {
  enum class Op : uint8_t { kSymbol, kFork, kEnd };
  Op op = Op::kEnd;
  uint32_t what = 0;  // kSymbol: index into Program::sets; kFork: index into Program::forks; kEnd: the rule
  uint32_t next = 0;  // kSymbol
  auto operator<=>(const Instruction&) const = default;
};

// Thompson's construction, written from the end: equal tails of a rule's alternatives are one.
class Program {
 public:
  explicit Program(const Alphabet& alphabet) : alphabet_(alphabet) {
    Symbols glue;
    glue.set(static_cast<unsigned char>(kGlue));
    glue_ = SetOf(glue);
  }

  void Add(const PatternNode& pattern, uint32_t rule) {
    const uint32_t end = Put({.op = Instruction::Op::kEnd, .what = rule});
    begins_.push_back(Write(pattern, end, false));
  }

  // Renumbers the instructions so that those of one set follow each other.
  void Close() {
    std::vector<uint32_t> order(instructions_.size()), number(instructions_.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return std::pair(instructions_[a].op, instructions_[a].what) <
             std::pair(instructions_[b].op, instructions_[b].what);
    });
    std::vector<Instruction> sorted;
    for (uint32_t i = 0; i < order.size(); ++i) {
      number[order[i]] = i;
      sorted.push_back(instructions_[order[i]]);
    }
    for (Instruction& instruction : sorted) instruction.next = number[instruction.next];
    for (std::vector<uint32_t>& fork : forks_) {
      for (uint32_t& target : fork) target = number[target];
    }
    for (uint32_t& begin : begins_) begin = number[begin];
    instructions_ = std::move(sorted);
  }

  size_t size() const { return instructions_.size(); }
  const Instruction& instruction(uint32_t at) const { return instructions_[at]; }
  const std::vector<Symbols>& sets() const { return sets_; }
  const std::vector<uint32_t>& fork(const Instruction& fork) const { return forks_[fork.what]; }
  const std::vector<uint32_t>& begins() const { return begins_; }

 private:
  uint32_t SetOf(const Symbols& symbols) {
    const auto [known, added] = set_index_.emplace(symbols, static_cast<uint32_t>(sets_.size()));
    if (added) sets_.push_back(symbols);
    return known->second;
  }

  uint32_t Put(const Instruction& instruction) {
    const auto [known, added] = index_.emplace(instruction, static_cast<uint32_t>(instructions_.size()));
    if (added) instructions_.push_back(instruction);
    return known->second;
  }

  uint32_t Fork(std::vector<uint32_t> targets) {
    std::sort(targets.begin(), targets.end());
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
    if (targets.size() == 1) return targets[0];
    const auto [known, added] = fork_index_.emplace(targets, static_cast<uint32_t>(forks_.size()));
    if (added) forks_.push_back(std::move(targets));
    return Put({.op = Instruction::Op::kFork, .what = known->second});
  }

  // The instructions that match the node and go on at `next`. `behind_boundary`: no \b holds where letters and digits
  // touch, so that no glue can stand before the node.
  uint32_t Write(const PatternNode& node, uint32_t next, bool behind_boundary) {
    switch (node.kind) {
      case Kind::kWords:
      case Kind::kSigns: {
        const Symbols& symbols = alphabet_.SymbolsOf(node);
        const uint32_t leaf = Put({.op = Instruction::Op::kSymbol, .what = SetOf(symbols), .next = next});
        if (behind_boundary || (node.kind == Kind::kSigns && (symbols & Digits()).none())) return leaf;
        return Fork({leaf, Put({.op = Instruction::Op::kSymbol, .what = glue_, .next = leaf})});
      }
      case Kind::kBoundary:
        return next;
      case Kind::kSequence: {
        std::vector<bool> behind(node.parts.size());
        for (size_t i = 0; i < node.parts.size(); ++i) {
          behind[i] = behind_boundary;
          if (node.parts[i].kind == Kind::kBoundary) {
            behind_boundary = true;
          } else if (const Edges edges = EdgesOf(node.parts[i], alphabet_); !edges.nullable) {
            behind_boundary = (edges.open & ~Signs()).none();
          }
        }
        for (size_t i = node.parts.size(); i-- > 0;) next = Write(node.parts[i], next, behind[i]);
        return next;
      }
      case Kind::kChoice: {
        std::vector<uint32_t> targets;
        for (const PatternNode& part : node.parts) targets.push_back(Write(part, next, behind_boundary));
        return Fork(std::move(targets));
      }
      case Kind::kRepeat: {
        const PatternNode& part = node.parts[0];
        if (node.most < 0) {
          const auto loop = static_cast<uint32_t>(instructions_.size());
          instructions_.push_back({.op = Instruction::Op::kFork, .what = static_cast<uint32_t>(forks_.size())});
          forks_.emplace_back();
          const uint32_t again = Write(part, loop, behind_boundary);
          forks_[instructions_[loop].what] = {again, next};
          next = loop;
        } else {
          const uint32_t past = next;
          for (int i = node.least; i < node.most; ++i) next = Fork({past, Write(part, next, behind_boundary)});
        }
        for (int i = 0; i < node.least; ++i) next = Write(part, next, behind_boundary);
        return next;
      }
    }
    return next;
  }

  const Alphabet& alphabet_;
  std::vector<Instruction> instructions_;
  std::vector<std::vector<uint32_t>> forks_;
  std::vector<Symbols> sets_;
  std::vector<uint32_t> begins_;  // of the rules
  std::unordered_map<Symbols, uint32_t> set_index_;
  std::map<Instruction, uint32_t> index_;
  std::map<std::vector<uint32_t>, uint32_t> fork_index_;
  uint32_t glue_ = 0;
};

}  // namespace

class Automaton::Impl {
 public:
  explicit Impl(Program program)
      : program_(std::move(program)), set_words_((program_.sets().size() + 63) / 64), marks_(program_.size()) {
    // Symbols that the same sets have are one class.
    std::map<std::vector<uint64_t>, uint8_t> classes;
    std::array<uint8_t, 256> order{};
    std::iota(order.begin(), order.end(), uint8_t{0});
    // First those that most steps are over: their links share a cache line.
    std::stable_partition(order.begin(), order.end(), [](uint8_t symbol) {
      const auto c = static_cast<char>(symbol);
      return c == kUnknownWord || c == kGlue || c == kBreak || Signs()[symbol] || Digits()[symbol];
    });
    for (const uint8_t symbol : order) {
      std::vector<uint64_t> sets(set_words_);
      for (size_t set = 0; set < program_.sets().size(); ++set)
        sets[set / 64] |= uint64_t{program_.sets()[set][symbol]} << (set % 64);
      const auto [known, added] = classes.emplace(std::move(sets), static_cast<uint8_t>(classes.size()));
      if (added) sets_of_.insert(sets_of_.end(), known->first.begin(), known->first.end());
      class_of_[symbol] = known->second;
    }
    classes_ = classes.size();
    lines_ = (classes_ + kLine - 1) / kLine;
    ++mark_;
    State begin;
    for (const uint32_t instruction : program_.begins()) Follow(instruction, &begin);
    begin_ = Keep(&begin);
  }

  // As Automaton::next_.
  std::vector<std::array<Symbols, 2>> Begins() {
    std::vector<std::array<Symbols, 2>> next(class_of_.size());
    for (const uint32_t at : At(begin_).at) {
      State behind, beyond;
      ++mark_;
      Follow(program_.instruction(at).next, &behind);
      ++mark_;
      for (const uint32_t second : behind.at) {
        if (SetAt(second)[' ']) Follow(program_.instruction(second).next, &beyond);
      }
      if (!behind.ending.empty()) beyond.ending = behind.ending;
      const std::array<Symbols, 2> follow = {Continuing(behind), Continuing(beyond)};
      for (size_t symbol = 0; symbol < next.size(); ++symbol) {
        if (!SetAt(at)[symbol]) continue;
        for (size_t i = 0; i < follow.size(); ++i) next[symbol][i] |= follow[i];
      }
    }
    return next;
  }

  void Walk(std::string_view symbols, uint32_t begin, std::vector<End>* ends) {
    Id state = begin_;
    for (uint32_t at = begin; at < symbols.size(); ++at) {
      const size_t which = class_of_[static_cast<unsigned char>(symbols[at])];
      Id next = LinkOf(state, which).load(std::memory_order_acquire);
      if (next == kNotMade) {
        next = Make(state, which);
        if (next == kNotMade) return WalkUnkept(state, symbols, at, ends);
      }
      if (next == kDead) return;
      state = next & ~kEnds;
      if (next & kEnds) ends->push_back({at + 1, blocks_[state / kBlock].rules[state % kBlock]});
    }
  }

 private:
  // A state's number; with kEnds where matches end in it.
  using Id = uint16_t;
  using Link = std::atomic<Id>;
  static constexpr Id kNotMade = 0, kDead = 1, kEnds = 0x8000;
  static constexpr size_t kBlock = 256, kLine = 64 / sizeof(Link);
  struct alignas(64) Line {
    std::array<Link, kLine> links;
  };

  // Instructions that a text may be at.
  struct State {
    std::vector<uint32_t> at;      // kSymbol only, ascending
    std::vector<uint16_t> ending;  // the rules whose matches end here
  };

  // States whose memory is taken together. Blocks stay where they are: a walk reads them without the lock.
  struct Block {
    std::unique_ptr<State[]> states;
    std::unique_ptr<const std::vector<uint16_t>*[]> rules;  // of each state, ascending
    std::unique_ptr<Line[]> links;                          // lines_ for each state, by symbol class
  };
  const State& At(Id state) const { return blocks_[state / kBlock].states[state % kBlock]; }
  Link& LinkOf(Id state, size_t which) const {
    return blocks_[state / kBlock].links[state % kBlock * lines_ + which / kLine].links[which % kLine];
  }

  const Symbols& SetAt(uint32_t instruction) const { return program_.sets()[program_.instruction(instruction).what]; }

  // What may follow in a text: anything where matches end.
  Symbols Continuing(const State& state) const {
    Symbols symbols;
    if (!state.ending.empty()) return symbols.set();
    for (const uint32_t at : state.at) symbols |= SetAt(at);
    return symbols;
  }

  // The state behind `state` by a symbol of a class; kNotMade when there are too many. The classes that lead to the
  // same instructions are linked along.
  Id Make(Id state, size_t which) {
    const std::scoped_lock lock(mutex_);
    State made;
    Step(At(state), which, &made);
    const Id next = Keep(&made);
    if (next == kNotMade) return next;
    std::vector<uint64_t> here(set_words_);
    for (const uint32_t at : At(state).at) {
      const uint32_t set = program_.instruction(at).what;
      here[set / 64] |= uint64_t{1} << (set % 64);
    }
    for (size_t other = 0; other < classes_; ++other) {
      bool same = true;
      for (size_t i = 0; i < set_words_ && same; ++i)
        same = ((sets_of_[other * set_words_ + i] ^ sets_of_[which * set_words_ + i]) & here[i]) == 0;
      if (same) LinkOf(state, other).store(next, std::memory_order_release);
    }
    return next;
  }

  // The rest of a walk, without keeping its states.
  void WalkUnkept(Id from, std::string_view symbols, uint32_t at, std::vector<End>* ends) {
    const std::scoped_lock lock(mutex_);
    State state = At(from);
    for (; at < symbols.size() && !state.at.empty(); ++at) {
      State next;
      Step(state, class_of_[static_cast<unsigned char>(symbols[at])], &next);
      if (!next.ending.empty()) ends->push_back({at + 1, KeepRules(&next)});
      state = std::move(next);
    }
  }

  void Step(const State& from, size_t which, State* to) {
    ++mark_;
    const uint64_t* sets = &sets_of_[which * set_words_];
    uint32_t set = UINT32_MAX;
    bool has = false;
    for (const uint32_t at : from.at) {
      const Instruction& instruction = program_.instruction(at);
      if (instruction.what != set) {  // those of one set follow each other
        set = instruction.what;
        has = (sets[set / 64] >> (set % 64) & 1) != 0;
      }
      if (has) Follow(instruction.next, to);
    }
  }

  void Follow(uint32_t at, State* state) {
    if (marks_[at] == mark_) return;
    marks_[at] = mark_;
    const Instruction& instruction = program_.instruction(at);
    switch (instruction.op) {
      case Instruction::Op::kSymbol:
        state->at.push_back(at);
        return;
      case Instruction::Op::kEnd:
        state->ending.push_back(static_cast<uint16_t>(instruction.what));
        return;
      case Instruction::Op::kFork:
        for (const uint32_t target : program_.fork(instruction)) Follow(target, state);
        return;
    }
  }

  const std::vector<uint16_t>* KeepRules(State* state) {
    std::sort(state->ending.begin(), state->ending.end());
    return &*rule_sets_.insert(state->ending).first;
  }

  // The number of a state, added if new; kNotMade when it is new and there are too many.
  Id Keep(State* state) {
    if (state->at.empty() && state->ending.empty()) return kDead;
    std::sort(state->at.begin(), state->at.end());
    const Id ends = state->ending.empty() ? Id{0} : kEnds;
    const std::vector<uint16_t>* rules = KeepRules(state);
    const std::pair key{state->at, rules};
    if (const auto known = ids_.find(key); known != ids_.end()) return known->second;
    if (count_ == kMostStates) return kNotMade;
    Block& block = blocks_[count_ / kBlock];
    if (block.states == nullptr) {
      block.states = std::make_unique<State[]>(kBlock);
      block.rules = std::make_unique<const std::vector<uint16_t>*[]>(kBlock);
      block.links = std::make_unique<Line[]>(kBlock * lines_);
    }
    const Id id = static_cast<Id>(count_ | ends);
    ids_.emplace(key, id);
    block.rules[count_ % kBlock] = rules;
    block.states[count_++ % kBlock] = std::move(*state);
    return id;
  }

  const Program program_;
  const size_t set_words_;
  std::array<uint8_t, 256> class_of_{};
  std::vector<uint64_t> sets_of_;  // a bit for each set that has the symbols of a class: set_words_ for each
  size_t classes_ = 0, lines_ = 0;
  Id begin_ = kDead;
  // A link is stored last when a state is made: who reads it may read the state.
  std::array<Block, kMostStates / kBlock> blocks_;
  std::mutex mutex_;          // over what follows, and over making states
  size_t count_ = kDead + 1;  // of the states, with those of the two numbers that are none
  std::set<std::vector<uint16_t>> rule_sets_;
  std::map<std::pair<std::vector<uint32_t>, const std::vector<uint16_t>*>, Id> ids_;
  std::vector<uint32_t> marks_;  // by instruction: the step that followed it last
  uint32_t mark_ = 0;
};

Automaton::Automaton(const std::vector<const PatternNode*>& patterns, const Alphabet& alphabet) {
  Program program(alphabet);
  for (uint32_t rule = 0; rule < patterns.size(); ++rule) program.Add(*patterns[rule], rule);
  program.Close();
  impl_ = std::make_unique<Impl>(std::move(program));
  next_ = impl_->Begins();
}
Automaton::Automaton(Automaton&&) noexcept = default;
Automaton& Automaton::operator=(Automaton&&) noexcept = default;
Automaton::~Automaton() = default;

void Automaton::Walk(std::string_view symbols, uint32_t begin, std::vector<End>* ends) const {
  ends->clear();
  impl_->Walk(symbols, begin, ends);
}

}  // namespace attest::values
