#include "pipeline/mentions/value_form.h"

namespace attest {
namespace {

std::string FigureForm(const Figure& figure) {
  if (figure.value) return figure.value->ToString();
  return (figure.low ? figure.low->ToString() : "") + ".." + (figure.high ? figure.high->ToString() : "");
}

struct Former {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const Money& money) const {
    return FigureForm(money.figure) + (money.currency.empty() ? "" : " " + money.currency);
  }
  std::string operator()(const Percent& percent) const {
    std::string out = FigureForm(percent.figure);
    switch (percent.unit) {
      case PercentUnit::kPercent:
        return out;
      case PercentUnit::kPoints:
        return out + " points";
      case PercentUnit::kBasisPoints:
        return out + " in basis points";
      case PercentUnit::kFactor:
        return out + " times";
    }
    return out;
  }
  std::string operator()(const Date& date) const { return date.timex; }
  std::string operator()(const Duration& duration) const {
    return duration.iso.empty() ? duration.low + ".." + duration.high : duration.iso;
  }
  std::string operator()(const Quantity& quantity) const { return FigureForm(quantity.figure); }
};

}  // namespace

std::string ValueForm(const Mention& mention) {
  std::string out = std::visit(Former(), mention.value);
  if (mention.modifier != Modifier::kExact && mention.modifier != Modifier::kRange) {
    out += ' ';
    out += ModifierName(mention.modifier);
  }
  return out;
}

}  // namespace attest
