#include "pipeline/claims/bind.h"

#include <algorithm>

#include "pipeline/claims/periods.h"

namespace attest {
namespace {

// A price, a dividend or earnings of one share are never printed in thousands or more ("$4 million").
constexpr int kMaxShareDigit = 2;

constexpr std::string_view kComparing[] = {"same ",      "earlier",       " ago",       "year before",
                                           "prior year", "previous year", "prior-year", "corresponding"};
// How far around a figure "for the full year" is looked for.
constexpr uint32_t kPeriodReach = 6;
const Decimal kLeastSum = *Decimal::Parse("1000");
const Decimal kLeastNamed = *Decimal::Parse("1000");
// A verb stands this near before what it counts.
constexpr uint32_t kVerbReach = 6;
// How many words a counted thing has.
constexpr uint32_t kMaxUnitTokens = 4;
// Words that tell what is done with the things counted stand this near.
constexpr uint32_t kOrderReach = 8;

void Negate(Figure* figure) {
  for (std::optional<Decimal>* number : {&figure->value, &figure->low, &figure->high}) {
    if (*number) *number = (*number)->Negated();
  }
  std::swap(figure->low, figure->high);
}

RoleFill Term(Role role, std::string text, std::string_view filled_by) {
  RoleFill fill;
  fill.role = role;
  fill.text = std::move(text);
  fill.filled_by = filled_by;
  return fill;
}

// One hit of a link.
class Binder {
 public:
  Binder(const ClaimDocument& document, const MaskedSentence& masked, const MetricHead& head, const LinkTraits& link,
         const LinkSlots& slots, uint32_t first, uint32_t end, std::vector<uint32_t>* taken,
         std::vector<ReadClaim>* claims)
      : document_(document),
        masked_(masked),
        head_(head),
        link_(link),
        slots_(slots),
        first_(first),
        end_(end),
        taken_(taken),
        claims_(claims) {}

  void Bind() {
    const std::optional<uint32_t> owner = Slot(LinkSlot::kOwner), noun = owner ? owner : Slot(LinkSlot::kHead);
    if (!noun) return;
    noun_ = *noun;
    by_owner_ = owner.has_value();
    loss_ = by_owner_ ? link_.loss : Token(noun_).loss;
    if (!MayTake()) return;
    // "The backlog at C is up 30%" is not of C's shares.
    if (by_owner_ && document_.IsGoverned(masked_, noun_)) return;
    // "up from 44%" and "to 12%" are levels, not changes.
    if (const auto change = Slot(LinkSlot::kPct); change && *change > 0) {
      const std::string_view before = Token(*change - 1).word;
      if (before == "from" || before == "to" || before == "than" || before == "at") return;
    }
    // "It ran 250,000 C chips": what stands between figure and noun is no owner. "C's $4m of debt": what stands before
    // the figure is.
    uint32_t owned = noun_;
    if (const auto counted = Slot(LinkSlot::kFig); counted && *counted < noun_ && Token(noun_).mentions.empty() &&
                                                   Token(noun_).reference < 0 &&
                                                   (head_.words || (*counted > 0 && Token(*counted - 1).word == "'s")))
      owned = *counted;
    std::optional<RoleFill> filled = by_owner_ ? document_.FromToken(Role::kCompany, RoleKind::kParty, Token(noun_))
                                               : document_.Owner(Role::kCompany, masked_, owned);
    if (!filled || filled->filled_by == "nearest name") return;
    owner_ = *std::move(filled);
    // Each of several companies that moved by so much; a metric of several is theirs together.
    if (by_owner_ && owner_.parties.size() > 1) {
      const std::vector<Party> all = owner_.parties;
      shared_ = noun_ + 1;
      for (size_t i = 0; i < all.size(); ++i) {
        owner_.parties = {all[i]};
        if (i == 1) other_ = Slot(LinkSlot::kPct2);
        Figures();
        Change();
      }
    } else {
      Figures();
      Change();
    }
    taken_->insert(taken_->end(), bound_.begin(), bound_.end());
  }

 private:
  const MaskToken& Token(uint32_t at) const { return masked_.tokens[at]; }
  bool IsTaken(uint32_t at) const { return std::find(taken_->begin(), taken_->end(), at) != taken_->end(); }
  std::optional<uint32_t> Slot(LinkSlot slot) const {
    const std::optional<uint32_t> at = slots_.At(slot);
    return at && !IsTaken(*at) ? at : std::nullopt;
  }

  ReadClaim Start(FactType type, uint32_t token) const {
    ReadClaim read;
    read.claim.type = type;
    read.claim.rule = head_.entry->id + "/" + link_.entry->id;
    read.first_token = std::min(first_, token);
    read.end_token = std::max(end_, token + 1);
    read.priority = link_.priority + head_.priority;
    read.shared = shared_;
    return read;
  }

  static const RoleInfo* PeriodRole(FactType type) {
    const RoleInfo* period = FindRole(type, Role::kPeriod);
    return period != nullptr ? period : FindRole(type, Role::kDate);
  }

  void AddPeriod(uint32_t token, std::optional<uint32_t> own, Claim* claim) const {
    const RoleInfo* info = PeriodRole(claim->type);
    if (info == nullptr) return;
    std::optional<RoleFill> period;
    std::vector<uint32_t> others;
    if (const auto prior = Slot(LinkSlot::kFromwhen)) others.push_back(*prior);
    const std::optional<PeriodKind> kind = OpenKind(token, *claim);
    const bool results = kind && *kind != PeriodKind::kDay;
    for (uint32_t i = 0; i < masked_.tokens.size(); ++i) {
      // What a figure is compared with, and the day on which results are told, are not its period.
      if (Token(i).letter == 'D' && (ComparesWith(i) || (results && IsDay(i)))) others.push_back(i);
    }
    const auto taken = [&others](uint32_t i) { return std::find(others.begin(), others.end(), i) != others.end(); };
    if (own && !taken(*own)) period = document_.FromToken(info->role, RoleKind::kPeriod, Token(*own));
    if (!period) period = document_.Period(info->role, masked_, token, others);
    if (!period) period = document_.RememberedPeriod(info->role, masked_, noun_);
    if (period) {
      AddFill(*std::move(period), claim);
    } else if (kind) {
      AddFill(OpenPeriod(info->role, *kind, false), claim);
    }
  }

  std::string LowerWords(uint32_t at) const {
    std::string words(document_.text().view.text().substr(Token(at).in_view.begin, Token(at).in_view.length_bytes()));
    std::transform(words.begin(), words.end(), words.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return words;
  }
  // "a year earlier", "the same period of 2024".
  bool ComparesWith(uint32_t at) const {
    const std::string words = LowerWords(at);
    return std::any_of(std::begin(kComparing), std::end(kComparing),
                       [&words](std::string_view word) { return words.find(word) != std::string::npos; });
  }
  bool IsDay(uint32_t at) const {
    if (Token(at).mentions.empty()) return false;
    const auto* date =
        std::get_if<Date>(&document_.analysis().mentions[static_cast<size_t>(Token(at).mentions.front())].value);
    if (date == nullptr) return false;
    if (date->begin && date->end) return *date->end - *date->begin == std::chrono::days(1);
    return LowerWords(at).ends_with("day");
  }

  // What a figure without a period of its own is dated by: results by the article's, shares by the day.
  std::optional<PeriodKind> OpenKind(uint32_t token, const Claim& claim) const {
    const bool shares = head_.metric == "shares";
    if (shares && (claim.type == FactType::kChange || claim.type == FactType::kPerShare)) return PeriodKind::kDay;
    const bool results = claim.type == FactType::kRevenue || claim.type == FactType::kProfit ||
                         (claim.type == FactType::kChange && head_.metric != "debt" && head_.metric != "dividend") ||
                         (claim.type == FactType::kPerShare && head_.type == FactType::kProfit);
    if (!results || shares) return std::nullopt;
    const uint32_t begin = first_ > kPeriodReach ? first_ - kPeriodReach : 0;
    const auto end =
        std::min<uint32_t>(static_cast<uint32_t>(masked_.tokens.size()), std::max(token + 1, end_) + kPeriodReach);
    const Span around{Token(begin).in_view.begin, Token(end - 1).in_view.end};
    return KindInWords(document_.text().view.text().substr(around.begin, around.length_bytes()));
  }

  // The period of the figure before: what the words beside it say, where that is "a year earlier" a year before the
  // main figure's.
  void AddPeriodBefore(const std::optional<RoleFill>& main, Claim* claim) const {
    const RoleInfo* info = PeriodRole(claim->type);
    if (info == nullptr) return;
    const std::string before = main ? YearBefore(main->text) : "";
    std::optional<RoleFill> period;
    bool year_before = claim->type == FactType::kRevenue || claim->type == FactType::kProfit;
    if (const auto own = Slot(LinkSlot::kFromwhen)) {
      period = document_.FromToken(info->role, RoleKind::kPeriod, Token(*own));
      const std::vector<std::string>& names = *head_.year_before;
      year_before = std::find(names.begin(), names.end(), LowerWords(*own)) != names.end();
    }
    if (year_before && !before.empty()) {
      period = Term(info->role, before, "figure before");
    } else if (const std::optional<PeriodKind> kind = OpenKind(noun_, *claim);
               year_before && kind && *kind != PeriodKind::kDay) {
      period = OpenPeriod(info->role, *kind, true);
    }
    if (!period) return;
    if (period->filled_by == "words") period->filled_by = "figure before";
    AddFill(*std::move(period), claim);
  }

  // The value of a figure's token; a number without currency takes that of `like`.
  std::optional<RoleFill> Value(FactType type, Role role, uint32_t token, std::optional<uint32_t> like) const {
    const RoleKind kind = FindRole(type, role)->kind;
    std::optional<RoleFill> fill;
    if (kind == RoleKind::kMoney && Token(token).letter == 'Q' && like) {
      fill = document_.FromToken(role, RoleKind::kNumber, Token(token));
      const std::optional<RoleFill> other = document_.FromToken(role, kind, Token(*like));
      if (!fill || !other) return std::nullopt;
      fill->currency = other->currency;
    } else {
      fill = document_.FromToken(role, kind, Token(token));
    }
    if (!fill || kind != RoleKind::kMoney) return fill;
    if (type == FactType::kPerShare && fill->figure.last_digit > kMaxShareDigit) return std::nullopt;
    // "a loss of 15 cents" is not all of it.
    if (type != FactType::kPerShare && fill->figure.value && *fill->figure.value < kLeastSum) return std::nullopt;
    return fill;
  }

  // What every claim of the metric has beside its figure and its period.
  void AddTerms(Claim* claim) const {
    AddFill(owner_, claim);
    for (const auto& [role, term] : head_.set) AddFill(Term(role, term, "rule"), claim);
    const MaskToken& noun = Token(noun_);
    if (noun.detail != nullptr && FindRole(claim->type, Role::kMeasure) != nullptr) {
      RoleFill measure = Term(Role::kMeasure, *noun.detail, "words");
      measure.span = document_.text().view.ToSource(noun.in_view);
      AddFill(std::move(measure), claim);
    }
    if (head_.words) {
      // "5.1 million registered members": what stands between figure and noun is of the noun.
      uint32_t begin = noun_;
      uint32_t end = noun_ + 1;
      if (const auto figure = Slot(LinkSlot::kFig); figure && *figure < noun_) {
        begin = *figure + 1;
        for (uint32_t i = begin; i < noun_; ++i) {  // "10 of its 27 plants"
          if (Token(i).letter == 'Q') begin = i + 1;
        }
      } else if (figure) {
        // "deliveries came to 158,400 new cars"
        uint32_t counted = *figure + 1;
        while (counted < masked_.tokens.size() && counted < *figure + kMaxUnitTokens && Token(counted).letter == 0)
          ++counted;
        if (counted < masked_.tokens.size() && Token(counted).letter == 'H') {
          begin = *figure + 1;
          end = counted + 1;
        }
      }
      AddFill(document_.FromWords(*head_.words, RoleKind::kWords, masked_, begin, end), claim);
    }
  }

  // "the two countries" are counted, not told a count of; and what is ordered is not had.
  bool IsCounted(uint32_t token, const RoleFill& fill) const {
    if (!head_.words) return true;
    if (owner_.filled_by == "topic of the paragraph") return false;
    if (token > 0 && head_.figure_not_after.Has(Token(token - 1).number)) return false;
    // "its 787 Dreamliner jets": a number before a name is a model's, unless it is large.
    const bool named = token + 1 < masked_.tokens.size() && IsNameLetter(Token(token + 1).letter);
    if (named && fill.figure.value && *fill.figure.value < kLeastNamed) return false;
    return true;
  }

  bool IsRefused() const {
    for (uint32_t i = first_ > kOrderReach ? first_ - kOrderReach : 0; i < end_ && !head_.without.empty(); ++i) {
      if (head_.without.Has(Token(i).number)) return true;
    }
    return false;
  }

  // Whether there is a figure that the metric may take: most hits are turned away by it, before the owner is looked
  // for.
  bool MayTake() const {
    for (const LinkSlot slot : {LinkSlot::kFig, LinkSlot::kFrom, LinkSlot::kExpected, LinkSlot::kOtherfig}) {
      const std::optional<uint32_t> token = Slot(slot);
      if (!token || !head_.type) continue;
      const bool share = Token(*token).letter == 'S' && head_.type == FactType::kProfit;
      if (Takes(*token) || Token(*token).letter == 'Q' || share) return true;
    }
    if (head_.type == FactType::kProfit && (Slot(LinkSlot::kEps) || Slot(LinkSlot::kFromeps))) return true;
    return !(loss_ ? head_.loss_metric : head_.metric).empty() &&
           (Slot(LinkSlot::kPct) || Slot(LinkSlot::kPct2) || Slot(LinkSlot::kFactor));
  }

  bool Takes(uint32_t token) const { return (Token(token).kinds & head_.figures) != 0; }

  // "were quoted seven pence lower": a step, no level.
  bool IsStep(uint32_t token) const {
    if (head_.metric != "shares" || token + 1 == masked_.tokens.size() || Token(token + 1).letter != 'V') return false;
    const std::string_view before = token > 0 ? Token(token - 1).word : std::string_view();
    return before != "at" && before != "to";
  }

  void Figures() {
    std::optional<RoleFill> main_period;
    const std::optional<uint32_t> figure = Slot(LinkSlot::kFig);
    const auto add = [&](std::optional<uint32_t> token, bool prior, bool expected) {
      if (!token || !head_.type || IsRefused() || IsStep(*token)) return;
      const bool bare = Token(*token).letter == 'Q' && figure && Takes(*figure) && token != figure;
      if (!Takes(*token) && !bare) return;
      ReadClaim read = Start(*head_.type, *token);
      std::optional<RoleFill> fill = Value(*head_.type, head_.role, *token, figure);
      if (!fill || !IsCounted(*token, *fill)) return;
      if (head_.at_least && fill->figure.value && *fill->figure.value < *head_.at_least) return;
      const auto other = Slot(LinkSlot::kFromhead);
      if (prior && other ? Token(*other).loss : loss_) Negate(&fill->figure);
      read.claim.modifier = fill->modifier;
      AddFill(*std::move(fill), &read.claim);
      AddTerms(&read.claim);
      if (prior) {
        read.first_token = *token;
        read.end_token = std::max(*token + 1, Slot(LinkSlot::kFromwhen) ? *Slot(LinkSlot::kFromwhen) + 1 : 0);
        AddPeriodBefore(main_period, &read.claim);
      } else {
        AddPeriod(expected && figure ? *figure : *token, Slot(LinkSlot::kWhen), &read.claim);
      }
      if (expected) {
        read.first_token = *token;
        read.modality = Modality::kForecast;
      }
      if (!prior && !expected) {
        const RoleInfo* info = PeriodRole(read.claim.type);
        const RoleFill* period = info == nullptr ? nullptr : read.claim.Find(info->role);
        if (period != nullptr) main_period = *period;
      }
      bound_.push_back(*token);
      claims_->push_back(std::move(read));
    };
    // "earned S, up from M": both are of one share.
    if (figure && Token(*figure).letter == 'S' && head_.type == FactType::kProfit) {
      EarningsPerShare(figure, loss_, main_period, false);
      const auto before = Slot(LinkSlot::kFromhead);
      EarningsPerShare(Slot(LinkSlot::kFrom), before ? Token(*before).loss : loss_, main_period, true);
      return;
    }
    add(figure, false, false);
    add(Slot(LinkSlot::kFrom), true, false);
    add(Slot(LinkSlot::kExpected), false, true);
    if (const auto other = Slot(LinkSlot::kOther); other && Slot(LinkSlot::kOtherfig)) {
      const std::optional<RoleFill> party = document_.FromToken(Role::kCompany, RoleKind::kParty, Token(*other));
      if (party) {
        std::swap(owner_, another_);
        owner_ = *party;
        add(Slot(LinkSlot::kOtherfig), false, false);
        std::swap(owner_, another_);
      }
    }
    EarningsPerShare(Slot(LinkSlot::kEps), loss_, main_period, false);
    const auto other = Slot(LinkSlot::kFromhead);
    EarningsPerShare(Slot(LinkSlot::kFromeps), other ? Token(*other).loss : loss_, main_period, true);
  }

  // "a profit of M, or S".
  void EarningsPerShare(std::optional<uint32_t> token, bool loss, const std::optional<RoleFill>& main_period,
                        bool prior) {
    if (!token || head_.type != FactType::kProfit) return;
    ReadClaim read = Start(FactType::kPerShare, *token);
    std::optional<RoleFill> fill = Value(FactType::kPerShare, Role::kAmount, *token, std::nullopt);
    if (!fill) return;
    if (loss) Negate(&fill->figure);
    read.claim.modifier = fill->modifier;
    AddFill(*std::move(fill), &read.claim);
    AddFill(owner_, &read.claim);
    AddFill(Term(Role::kMeasure, "earnings", "rule"), &read.claim);
    if (prior) {
      AddPeriodBefore(main_period, &read.claim);
    } else if (main_period) {
      RoleFill date = *main_period;
      date.role = Role::kDate;
      AddFill(std::move(date), &read.claim);
    } else {
      AddPeriod(*token, std::nullopt, &read.claim);
    }
    bound_.push_back(*token);
    claims_->push_back(std::move(read));
  }

  void Change() {
    const std::optional<uint32_t> percent = other_ ? other_ : Slot(LinkSlot::kPct), factor = Slot(LinkSlot::kFactor);
    const std::optional<uint32_t> size = percent ? percent : factor;
    if (!size || (loss_ ? head_.loss_metric : head_.metric).empty()) return;
    const std::optional<uint32_t> move = Slot(LinkSlot::kMove);
    const int sign = move ? Token(*move).sign : slots_.sign.value_or(1);
    if (sign == 0) return;
    ReadClaim read = Start(FactType::kChange, *size);
    std::optional<RoleFill> fill =
        document_.FromToken(percent ? Role::kPercent : Role::kFactor, RoleKind::kNumber, Token(*size));
    if (!fill) return;
    if (percent && sign < 0) Negate(&fill->figure);
    read.claim.modifier = fill->modifier;
    AddFill(*std::move(fill), &read.claim);
    AddFill(owner_, &read.claim);
    RoleFill what = Term(Role::kMetric, loss_ ? head_.loss_metric : head_.metric, by_owner_ ? "rule" : "words");
    if (!by_owner_) what.span = document_.text().view.ToSource(Token(noun_).in_view);
    if (what.text == "words") {
      // "delivered 158,400 cars, an increase of 12%"
      bool counted = false;
      for (uint32_t i = noun_; i > 0 && noun_ - i < kVerbReach; --i) {
        counted = counted || Token(i - 1).letter == 'Q';
        const auto by = std::find_if(head_.by_verb.begin(), head_.by_verb.end(),
                                     [&](const auto& verb) { return verb.first == Token(i - 1).number; });
        if (!counted || by == head_.by_verb.end()) continue;
        what.text = by->second;
        break;
      }
    }
    if (what.text == "words")
      what.text = document_.text().document.text.substr(what.span.begin, what.span.length_bytes());
    AddFill(std::move(what), &read.claim);
    AddPeriod(*size, Slot(LinkSlot::kWhen), &read.claim);
    bound_.push_back(*size);
    claims_->push_back(std::move(read));
  }

  const ClaimDocument& document_;
  const MaskedSentence& masked_;
  const MetricHead& head_;
  const LinkTraits& link_;
  const LinkSlots& slots_;
  const uint32_t first_, end_;
  std::vector<uint32_t>* taken_;
  std::vector<ReadClaim>* claims_;
  uint32_t noun_ = 0;  // token of the metric, or of the company that stands for it
  bool by_owner_ = false;
  bool loss_ = false;
  RoleFill owner_, another_;
  uint32_t shared_ = 0;
  std::vector<uint32_t> bound_;    // figures that claims took
  std::optional<uint32_t> other_;  // the second of two percentages, "respectively"
};

}  // namespace

void BindFigures(const ClaimDocument& document, const MaskedSentence& masked, const MetricHead& head,
                 const LinkTraits& link, const LinkSlots& slots, uint32_t first, uint32_t end,
                 std::vector<uint32_t>* taken, std::vector<ReadClaim>* claims) {
  Binder(document, masked, head, link, slots, first, end, taken, claims).Bind();
}

void BindToBefore(const ClaimDocument& document, const MaskedSentence& masked, const LinkTraits& link,
                  const LinkSlots& slots, uint32_t first, uint32_t end, std::vector<uint32_t>* taken,
                  std::vector<ReadClaim>* claims) {
  const bool is_expected = slots.Has(LinkSlot::kExpected);
  const std::optional<uint32_t> slot = slots.At(is_expected ? LinkSlot::kExpected : LinkSlot::kPct);
  if (!slot || std::find(taken->begin(), taken->end(), *slot) != taken->end()) return;
  const uint32_t token = *slot;
  ReadClaim read;
  std::optional<RoleFill> fill;
  if (is_expected) {
    fill = document.FromToken(Role::kAmount, RoleKind::kMoney, masked.tokens[token]);
    if (!fill) return;
    const Claim* before = document.FigureBefore(masked.sentence, fill->figure.last_digit <= kMaxShareDigit);
    if (before == nullptr) return;
    read.claim.type = before->type;
    read.modality = Modality::kForecast;
    for (const RoleFill& other : before->roles) {
      if (other.role != Role::kAmount) read.claim.roles.push_back(other);
    }
  } else {
    fill = document.FromToken(Role::kPercent, RoleKind::kNumber, masked.tokens[token]);
    const std::optional<Claim> before = document.ChangeBefore(masked.sentence);
    const std::optional<uint32_t> move = slots.At(LinkSlot::kMove);
    const int sign = move ? masked.tokens[*move].sign : slots.sign.value_or(0);
    if (!fill || !before || sign == 0) return;
    if (sign < 0) Negate(&fill->figure);
    read.claim = *before;
  }
  for (RoleFill& other : read.claim.roles) {
    if (!other.parties.empty()) other.filled_by = "owner in the claim before";
    other.span = {};
  }
  if (!is_expected) {
    if (std::optional<RoleFill> period = document.Period(Role::kPeriod, masked, token, {}))
      AddFill(*std::move(period), &read.claim);
  }
  read.claim.rule = link.entry->id + "/" + std::string(FactTypeName(read.claim.type));
  read.claim.modifier = fill->modifier;
  AddFill(*std::move(fill), &read.claim);
  read.first_token = first;
  read.end_token = end;
  read.priority = link.priority;
  taken->push_back(token);
  claims->push_back(std::move(read));
}

}  // namespace attest
