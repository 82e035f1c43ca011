#include "tests/unit/claim_builder.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

#include "pipeline/model/hash.h"

namespace attest {
namespace {

std::vector<std::string> Split(std::string_view text, char by) {
  std::vector<std::string> parts;
  size_t at = 0;
  while (at <= text.size()) {
    const size_t end = std::min(text.find(by, at), text.size());
    if (end > at) parts.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::string Words(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

// "1900000000@8:GBP", "5..7@0:USD", "12"
Money ParseMoney(const std::string& text) {
  Money money;
  const size_t colon = text.find(':');
  std::string number = text.substr(0, colon);
  if (colon != text.npos) money.currency = text.substr(colon + 1);
  const size_t at = number.find('@');
  if (at != number.npos) {
    money.figure.last_digit = static_cast<int8_t>(std::atoi(number.c_str() + at + 1));
    number.resize(at);
  }
  const size_t dots = number.find("..");
  if (dots == number.npos) {
    money.figure.value = Decimal::Parse(number);
  } else {
    money.figure.low = Decimal::Parse(number.substr(0, dots));
    money.figure.high = Decimal::Parse(number.substr(dots + 2));
  }
  return money;
}

RoleFill BuildFill(const RoleInfo& info, const std::string& value) {
  RoleFill fill;
  fill.role = info.role;
  switch (info.kind) {
    case RoleKind::kParty:
      for (const std::string& name : Split(value, '+')) {
        const bool words = name.starts_with("'");
        fill.parties.push_back({Words(words ? name.substr(1) : name), words ? "" : name});
      }
      break;
    case RoleKind::kMoney:
    case RoleKind::kNumber: {
      const std::vector<std::string> amounts = Split(value, '=');
      const Money first = ParseMoney(amounts[0]);
      fill.figure = first.figure;
      fill.currency = first.currency;
      if (fill.currency.starts_with('#')) {
        fill.text = fill.currency.substr(1);
        fill.currency.clear();
      }
      for (size_t i = 1; i < amounts.size(); ++i) fill.equivalents.push_back(ParseMoney(amounts[i]));
      break;
    }
    default:
      fill.text = Words(value);
  }
  return fill;
}

std::string FakeFingerprint(std::string_view name) {
  std::string digits;
  while (digits.size() < 512) digits += Sha256Hex(std::string(name) + std::to_string(digits.size()));
  return digits;
}

std::string FigureText(const RoleFill& fill) {
  std::string text;
  if (fill.figure.value) {
    text = fill.figure.value->ToString();
  } else {
    if (fill.figure.low) text += fill.figure.low->ToString();
    text += "..";
    if (fill.figure.high) text += fill.figure.high->ToString();
  }
  if (!fill.currency.empty()) text += ":" + fill.currency;
  if (!fill.text.empty()) text += ":#" + fill.text;
  for (const Money& money : fill.equivalents) text += "=" + money.figure.value->ToString() + ":" + money.currency;
  return text;
}

std::string Documents(const std::vector<Citation>& citations) {
  std::set<std::string> documents;
  for (const Citation& citation : citations) documents.insert(citation.document);
  std::string text;
  for (const std::string& document : documents) text.append(text.empty() ? "" : ",").append(document);
  return text;
}

}  // namespace

StoredClaim BuildClaim(std::string_view line, const Reconciler& reconciler, uint32_t place) {
  const std::vector<std::string> parts = Split(line, ' ');
  StoredClaim stored;
  Claim& claim = stored.claim;
  stored.document = parts[0];
  if (parts[1] != "-") stored.published = parts[1];
  claim.type = FactTypeFromName(parts[2]).value();
  std::string looks_like = parts[0];
  for (size_t i = 3; i < parts.size(); ++i) {
    const std::string& part = parts[i];
    const size_t equals = part.find('=');
    const std::string name = part.substr(0, equals);
    const std::string value = equals == part.npos ? "" : part.substr(equals + 1);
    if (name == "!correction") {
      claim.attribution.correction = true;
    } else if (name == "!report") {
      claim.attribution.report = value;
    } else if (name == "!copy") {
      looks_like = value;
    } else if (name == "!confidence") {
      claim.confidence = std::atof(value.c_str());
    } else if (const auto role = RoleFromName(name); role && equals != part.npos) {
      claim.roles.push_back(BuildFill(*FindRole(claim.type, *role), value));
    } else if (const auto modality = ModalityFromName(part)) {
      claim.modality = *modality;
    } else {
      claim.modifier = ModifierFromName(part).value();
    }
  }
  std::sort(claim.roles.begin(), claim.roles.end(),
            [](const RoleFill& a, const RoleFill& b) { return a.role < b.role; });
  claim.quote = {place, place + 4};
  claim.rule = "test/rule";
  stored.quote = "word";
  stored.quote_code_points = claim.quote;
  stored.role_quotes.resize(claim.roles.size());
  stored.fingerprint = FakeFingerprint(looks_like);
  stored.key = reconciler.KeyOf(claim);
  return stored;
}

std::string DescribeFact(const Fact& fact) {
  std::string text = std::string(FactStatusName(fact.status)) + " " + std::to_string(fact.sources);
  for (const RoleFill& fill : fact.roles) {
    const RoleKind kind = FindRole(fact.type, fill.role)->kind;
    if (kind == RoleKind::kParty) continue;
    const bool figure = kind == RoleKind::kMoney || kind == RoleKind::kNumber;
    text += " " + std::string(RoleName(fill.role)) + "=" + (figure ? FigureText(fill) : fill.text);
  }
  if (fact.modality != Modality::kActual) text += " " + std::string(ModalityName(fact.modality));
  if (fact.modifier != Modifier::kExact) text += " " + std::string(ModifierName(fact.modifier));
  text += " " + Documents(fact.citations);
  if (!fact.fulfils.empty()) text += " fulfils";
  for (const Alternative& alternative : fact.alternatives) {
    text += alternative.superseded ? " / ~" : " / ";
    for (const RoleFill& fill : alternative.roles) text += FigureText(fill) + " ";
    text += std::to_string(alternative.sources) + " " + Documents(alternative.citations);
  }
  return text;
}

const Reconciler& TestReconciler() {
  static const Reconciler* const reconciler = [] {
    const Result<RuleSet> rules = RuleSet::Load(ATTEST_SOURCE_DIR "/rules");
    Result<Reconciler> compiled = rules.ok() ? Reconciler::Compile(*rules) : Result<Reconciler>(rules.error());
    if (!compiled.ok()) {
      std::fputs(compiled.error().message.c_str(), stderr);
      std::abort();
    }
    return new Reconciler(*std::move(compiled));
  }();
  return *reconciler;
}

}  // namespace attest
