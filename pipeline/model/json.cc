#include "pipeline/model/json.h"

#include <array>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>

#include "pipeline/model/eight_bytes.h"

namespace attest {
namespace {

using Json = nlohmann::json;

// One name means one thing throughout the catalogue, so a role has one kind in all types.
RoleKind KindOf(Role role) {
  static const std::array<RoleKind, kRoles> kinds = [] {
    std::array<RoleKind, kRoles> found{};
    found.fill(RoleKind::kWords);
    for (int type = 0; type < kFactTypes; ++type) {
      for (const RoleInfo& info : Info(static_cast<FactType>(type)).roles)
        found[static_cast<size_t>(info.role)] = info.kind;
    }
    return found;
  }();
  return kinds[static_cast<size_t>(role)];
}

bool IsFigure(Role role) { return KindOf(role) == RoleKind::kMoney || KindOf(role) == RoleKind::kNumber; }

// Whether one of eight bytes does not stand for itself in a JSON string: quotes, backslashes, controls. A byte that had
// no high bit has one after the subtraction if it was less than what is taken, or if the one before it was.
bool HasSpecial(uint64_t bytes) {
  const uint64_t quotes = (bytes ^ '"' * kEachByte) - kEachByte;
  const uint64_t backslashes = (bytes ^ '\\' * kEachByte) - kEachByte;
  const uint64_t controls = bytes - 0x20 * kEachByte;
  return ((quotes | backslashes | controls) & ~bytes & kHighBits) != 0;
}

template <typename Bytes>
uint64_t Load(const char* from) {
  Bytes bytes = 0;
  std::memcpy(&bytes, from, sizeof(bytes));
  return bytes;
}

char* WriteStringByte(char byte, char* to) {
  constexpr char kHex[] = "0123456789abcdef";
  const auto c = static_cast<unsigned char>(byte);
  if (c >= 0x20 && byte != '"' && byte != '\\') {
    *to = byte;
    return to + 1;
  }
  *to++ = '\\';
  switch (byte) {
    case '\n':
      *to = 'n';
      return to + 1;
    case '\r':
      *to = 'r';
      return to + 1;
    case '\t':
      *to = 't';
      return to + 1;
    case '"':
    case '\\':
      *to = byte;
      return to + 1;
    default:
      return std::copy_n(std::array{'u', '0', '0', kHex[c >> 4], kHex[c & 15]}.begin(), 5, to);
  }
}

// What stands between the quotes of a JSON string, into a buffer of six times the bytes. Eight at a time.
char* WriteStringBytes(std::string_view text, char* to) {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; end - at >= 8; at += 8) {
    const uint64_t bytes = Load<uint64_t>(at);
    if (HasSpecial(bytes)) {
      for (int i = 0; i < 8; ++i) to = WriteStringByte(at[i], to);
    } else {
      std::memcpy(to, &bytes, sizeof(bytes));
      to += 8;
    }
  }
  const auto rest = static_cast<size_t>(end - at);
  if (rest == 0) return to;
  if (text.size() >= 8) {
    // The last eight bytes: some were written already, as they are, if none of them is special.
    if (const uint64_t bytes = Load<uint64_t>(end - 8); !HasSpecial(bytes)) {
      std::memcpy(to + rest - 8, &bytes, sizeof(bytes));
      return to + rest;
    }
  } else if (rest >= 4 && !HasSpecial(Load<uint32_t>(at) | Load<uint32_t>(end - 4) << 32)) {
    return CopyPiece(text, to);
  }
  for (; at < end; ++at) to = WriteStringByte(*at, to);
  return to;
}

template <typename Out>
void AppendDecimal(const Decimal& number, Out* out) {
  out->Advance(number.Write(out->Room(Decimal::kMaxBytes)));
}

// The begin of an object in a list.
void AppendOpening(Appender* out) {
  if (out->back() != '[') out->push_back(',');
  out->push_back('{');
}

// ,"name": or, at the start of an object, "name":
template <typename Out>
void AppendKey(std::string_view name, Out* out) {
  if (out->back() != '{') out->push_back(',');
  out->push_back('"');
  out->append(name);
  out->append("\":");
}

void AppendField(std::string_view name, std::string_view text, Appender* out) {
  AppendKey(name, out);
  AppendJsonString(text, out);
}

// A code of our own, which needs no escapes.
template <typename Out>
void AppendCode(std::string_view name, std::string_view code, Out* out) {
  AppendKey(name, out);
  out->push_back('"');
  out->append(code);
  out->push_back('"');
}

template <typename Out>
void AppendTruth(std::string_view name, Out* out) {
  AppendKey(name, out);
  out->append("true");
}

void AppendSpan(std::string_view name, Span span, Appender* out) {
  AppendKey(name, out);
  out->push_back('[');
  out->AppendNumber(span.begin);
  out->push_back(',');
  out->AppendNumber(span.end);
  out->push_back(']');
}

// "NAME":value, or "low" and "high" with the sides that the range has.
template <typename Out>
void AppendFigureFields(std::string_view name, const Figure& figure, Out* out) {
  const auto append = [out](std::string_view key, const std::optional<Decimal>& number) {
    if (!number) return;
    AppendKey(key, out);
    AppendDecimal(*number, out);
  };
  append(name, figure.value);
  if (!figure.IsRange()) return;
  append("low", figure.low);
  append("high", figure.high);
}

template <typename Out>
void AppendMoneyFields(const Figure& figure, std::string_view currency, Out* out) {
  AppendFigureFields("amount", figure, out);
  if (currency.empty()) {
    AppendKey("currency", out);
    out->append("null");
  } else {
    AppendCode("currency", currency, out);
  }
}

void AppendParty(const Party& party, Appender* out) {
  out->push_back('{');
  if (!party.entity.empty()) AppendField("entity", party.entity, out);
  AppendField("name", party.name, out);
  out->push_back('}');
}

void AppendParties(const std::vector<Party>& parties, Appender* out) {
  if (parties.size() == 1) return AppendParty(parties.front(), out);
  out->push_back('[');
  for (const Party& party : parties) {
    if (out->back() != '[') out->push_back(',');
    AppendParty(party, out);
  }
  out->push_back(']');
}

void AppendMoney(const RoleFill& fill, bool main, Appender* out) {
  out->push_back('{');
  if (!fill.text.empty()) {
    AppendFigureFields("quantity", fill.figure, out);
    AppendField("unit", fill.text, out);
  } else {
    AppendMoneyFields(fill.figure, fill.currency, out);
  }
  if (!main && fill.modifier != Modifier::kExact) AppendCode("modifier", ModifierName(fill.modifier), out);
  if (!fill.equivalents.empty()) {
    AppendKey("equivalents", out);
    out->push_back('[');
    for (const Money& money : fill.equivalents) {
      AppendOpening(out);
      AppendMoneyFields(money.figure, money.currency, out);
      out->push_back('}');
    }
    out->push_back(']');
  }
  out->push_back('}');
}

void AppendFill(const RoleFill& fill, bool main, Appender* out) {
  switch (KindOf(fill.role)) {
    case RoleKind::kParty:
      return AppendParties(fill.parties, out);
    case RoleKind::kMoney:
      return AppendMoney(fill, main, out);
    case RoleKind::kNumber:
      if (!fill.figure.IsRange()) return AppendDecimal(*fill.figure.value, out);
      out->push_back('{');
      AppendFigureFields("", fill.figure, out);
      out->push_back('}');
      return;
    default:
      return AppendJsonString(fill.text, out);
  }
}

// The power of ten of the last digit that is not 0: what a figure's last stated digit is unless the words say
// otherwise.
int8_t LastDigitOf(const Figure& figure) {
  const std::optional<Decimal>& number = figure.value ? figure.value : figure.low ? figure.low : figure.high;
  if (!number || number->IsZero()) return 0;
  int64_t digits = number->digits();
  int power = -number->scale();
  for (; digits % 10 == 0; digits /= 10) ++power;
  return static_cast<int8_t>(power);
}

void AppendLastDigit(const Figure& figure, Appender* out) {
  if (figure.last_digit == LastDigitOf(figure)) return;
  AppendKey("last_digit", out);
  out->AppendNumber(static_cast<int>(figure.last_digit));
}

// What AppendRoles leaves out of a role: place, words, precision, hedge, how it was filled.
void AppendFillDetails(const RoleFill& fill, std::string_view quote, Appender* out) {
  out->push_back('{');
  if (!fill.span.empty()) {
    AppendSpan("bytes", fill.span, out);
    AppendField("quote", quote, out);
  }
  if (IsFigure(fill.role)) {
    AppendLastDigit(fill.figure, out);
    if (fill.modifier != Modifier::kExact) AppendCode("modifier", ModifierName(fill.modifier), out);
    bool more = false;
    for (const Money& money : fill.equivalents)
      more |= money.ambiguous || money.figure.last_digit != LastDigitOf(money.figure);
    if (more) {
      AppendKey("equivalents", out);
      out->push_back('[');
      for (const Money& money : fill.equivalents) {
        AppendOpening(out);
        AppendLastDigit(money.figure, out);
        if (money.ambiguous) AppendTruth("ambiguous", out);
        out->push_back('}');
      }
      out->push_back(']');
    }
  }
  if (!fill.filled_by.empty()) AppendField("filled_by", fill.filled_by, out);
  out->push_back('}');
}

void AppendConfidence(double confidence, Appender* out) {
  AppendKey("confidence", out);
  out->AppendNumber(confidence);
}

void AppendCitations(const std::vector<Citation>& citations, Appender* out) {
  AppendKey("citations", out);
  out->push_back('[');
  for (const Citation& citation : citations) {
    AppendOpening(out);
    AppendField("document", citation.document, out);
    AppendSpan("bytes", citation.bytes, out);
    AppendSpan("chars", citation.code_points, out);
    AppendField("quote", citation.quote, out);
    AppendKey("roles", out);
    out->push_back('{');
    for (const Citation::RoleQuote& role : citation.roles) {
      AppendKey(RoleName(role.role), out);
      out->push_back('{');
      AppendSpan("bytes", role.bytes, out);
      AppendField("quote", role.quote, out);
      out->push_back('}');
    }
    out->push_back('}');
    AppendField("rule", citation.rule, out);
    AppendConfidence(citation.confidence, out);
    out->push_back('}');
  }
  out->push_back(']');
}

// Builds the JSON value of a line. A number that is no 64-bit integer is kept as it is printed, in a binary value,
// which JSON text cannot give: as a double it would lose the digits after the fifteenth.
class LineBuilder : public nlohmann::json_sax<Json> {
 public:
  Json Take() { return std::move(root_); }

  bool null() override { return Add(nullptr); }
  bool boolean(bool value) override { return Add(value); }
  bool number_integer(number_integer_t value) override { return Add(value); }
  bool number_unsigned(number_unsigned_t value) override { return Add(value); }
  bool number_float(number_float_t, const string_t& printed) override {
    return Add(Json::binary(Json::binary_t::container_type(printed.begin(), printed.end())));
  }
  bool string(string_t& value) override { return Add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(size_t) override { return Open(Json::object()); }
  bool key(string_t& name) override {
    slot_ = &(*open_.back())[std::move(name)];
    return true;
  }
  bool end_object() override { return Close(); }
  bool start_array(size_t) override { return Open(Json::array()); }
  bool end_array() override { return Close(); }
  bool parse_error(size_t, const std::string&, const Json::exception&) override { return false; }

 private:
  Json* Put(Json value) {
    if (open_.empty()) return &(root_ = std::move(value));
    if (open_.back()->is_array()) return &open_.back()->emplace_back(std::move(value));
    return &(*slot_ = std::move(value));
  }
  bool Add(Json value) {
    Put(std::move(value));
    return true;
  }
  bool Open(Json value) {
    open_.push_back(Put(std::move(value)));
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Json*> open_;  // objects and arrays around the value at hand; none of them grows but the last
  Json* slot_ = nullptr;     // of the key last read
};

// The words of a number that LineBuilder kept as printed.
std::string_view FractionOf(const Json& number) {
  const Json::binary_t& bytes = number.get_binary();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

double ToDouble(std::string_view words) {
  double number = 0;
  std::from_chars(words.data(), words.data() + words.size(), number);
  return number;
}

// Reads fields and remembers the first that is missing or of the wrong kind. The getters return empty values then, so
// that a caller reads all it wants and asks once.
class Fields {
 public:
  Fields(const Json& object, std::string* problem) : object_(object), problem_(problem) {
    if (!object_.is_object()) Fail("", "is not an object");
  }

  const Json* Find(const char* name) const {
    if (!object_.is_object()) return nullptr;
    const auto it = object_.find(name);
    return it == object_.end() || it->is_null() ? nullptr : &*it;
  }
  const Json& Need(const char* name) const {
    static const Json* const kNothing = new Json();
    const Json* found = Find(name);
    if (found != nullptr) return *found;
    Fail(name, "is missing");
    return *kNothing;
  }
  std::string Text(const char* name) const {
    const Json* found = Find(name);
    if (found == nullptr) return {};
    if (found->is_string()) return found->get_ref<const std::string&>();
    Fail(name, "is not a string");
    return {};
  }
  std::string NeedText(const char* name) const {
    Need(name);
    return Text(name);
  }
  bool Truth(const char* name) const {
    const Json* found = Find(name);
    if (found != nullptr && !found->is_boolean()) Fail(name, "is not true or false");
    return found != nullptr && found->is_boolean() && found->get<bool>();
  }
  Span Range(const char* name) const {
    const Json* found = Find(name);
    if (found == nullptr) return {};
    if (found->is_array() && found->size() == 2 && (*found)[0].is_number_unsigned() &&
        (*found)[1].is_number_unsigned()) {
      const auto begin = (*found)[0].get<uint64_t>(), end = (*found)[1].get<uint64_t>();
      if (begin <= end && end <= UINT32_MAX) return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    }
    Fail(name, "is not a range [begin, end]");
    return {};
  }
  double Number(const char* name, double otherwise) const {
    const Json* found = Find(name);
    if (found == nullptr) return otherwise;
    if (found->is_number_integer()) return found->get<double>();
    if (found->is_binary()) return ToDouble(FractionOf(*found));
    Fail(name, "is not a number");
    return otherwise;
  }
  std::optional<Decimal> Exact(const char* name) const {
    const Json* found = Find(name);
    return found == nullptr ? std::nullopt : ToDecimal(*found, name);
  }
  std::optional<Decimal> ToDecimal(const Json& number, const char* name) const {
    std::optional<Decimal> decimal;
    if (number.is_number_integer()) {
      decimal = Decimal::Parse(number.dump());
    } else if (number.is_binary()) {
      const std::string_view words = FractionOf(number);
      const bool exponent = words.find_first_of("eE") != words.npos;  // foreign tools' claims; attest writes none
      decimal = exponent ? Decimal::FromDouble(ToDouble(words)) : Decimal::Parse(words);
    }
    if (!decimal) Fail(name, "is not a number, or one of more than 18 digits");
    return decimal;
  }
  template <typename Enum>
  Enum Word(const char* name, std::optional<Enum> (*read)(std::string_view), Enum otherwise) const {
    if (Find(name) == nullptr) return otherwise;
    const std::string word = Text(name);
    const std::optional<Enum> value = read(word);
    if (!value) Fail(name, "is unknown: `" + word + "`");
    return value.value_or(otherwise);
  }
  void Fail(std::string_view name, const std::string& reason) const {
    if (!problem_->empty()) return;
    *problem_ = name.empty() ? "the line " + reason : "\"" + std::string(name) + "\" " + reason;
  }

 private:
  const Json& object_;
  std::string* problem_;
};

Figure ReadFigure(const Fields& fields, const char* name) {
  Figure figure;
  figure.value = fields.Exact(name);
  if (!figure.value) {
    figure.low = fields.Exact("low");
    figure.high = fields.Exact("high");
    if (!figure.low && !figure.high) fields.Fail(name, "is missing");
  }
  return figure;
}

Money ReadMoney(const Json& json, std::string* problem) {
  const Fields fields(json, problem);
  return {ReadFigure(fields, "amount"), fields.Text("currency"), false};
}

Party ReadParty(const Json& json, std::string* problem) {
  if (json.is_string()) return {json.get_ref<const std::string&>(), {}};
  const Fields fields(json, problem);
  return {fields.NeedText("name"), fields.Text("entity")};
}

void ReadMoneyFill(const Json& json, std::string* problem, RoleFill* fill) {
  const Fields fields(json, problem);
  fill->text = fields.Text("unit");
  fill->currency = fields.Text("currency");
  fill->figure = ReadFigure(fields, fill->text.empty() ? "amount" : "quantity");
  fill->modifier = fields.Word("modifier", ModifierFromName, Modifier::kExact);
  if (const Json* equivalents = fields.Find("equivalents")) {
    for (const Json& money : *equivalents) fill->equivalents.push_back(ReadMoney(money, problem));
  }
}

RoleFill ReadFill(Role role, const Json& json, std::string* problem) {
  RoleFill fill;
  fill.role = role;
  const std::string name(RoleName(role));
  static const Json* const kNoFields = new Json(Json::object());
  const Fields fields(json.is_object() ? json : *kNoFields, problem);
  switch (KindOf(role)) {
    case RoleKind::kParty:
      if (!json.is_array()) {
        fill.parties.push_back(ReadParty(json, problem));
      } else {
        for (const Json& party : json) fill.parties.push_back(ReadParty(party, problem));
      }
      break;
    case RoleKind::kMoney:
      ReadMoneyFill(json, problem, &fill);
      break;
    case RoleKind::kNumber:
      if (json.is_object()) {
        fill.figure = ReadFigure(fields, name.c_str());
      } else {
        fill.figure.value = fields.ToDecimal(json, name.c_str());
      }
      break;
    default:
      if (json.is_string()) {
        fill.text = json.get_ref<const std::string&>();
      } else {
        fields.Fail(name, "is not a string");
      }
  }
  return fill;
}

std::vector<RoleFill> ReadRoles(const Json& json, std::string* problem) {
  std::vector<RoleFill> roles;
  const Fields fields(json, problem);
  if (!json.is_object()) return roles;
  for (const auto& [name, value] : json.items()) {
    const std::optional<Role> role = RoleFromName(name);
    if (!role) {
      fields.Fail(name, "is no role");
      continue;
    }
    roles.push_back(ReadFill(*role, value, problem));
  }
  std::sort(roles.begin(), roles.end(), [](const RoleFill& a, const RoleFill& b) { return a.role < b.role; });
  return roles;
}

void ReadFillDetails(const Json& json, std::string* problem, RoleFill* fill, std::string* quote) {
  const Fields fields(json, problem);
  fill->span = fields.Range("bytes");
  *quote = fields.Text("quote");
  fill->filled_by = fields.Text("filled_by");
  fill->modifier = fields.Word("modifier", ModifierFromName, Modifier::kExact);
  fill->figure.last_digit = static_cast<int8_t>(fields.Number("last_digit", fill->figure.last_digit));
  const Json* equivalents = fields.Find("equivalents");
  if (equivalents == nullptr || equivalents->size() != fill->equivalents.size()) return;
  for (size_t i = 0; i < fill->equivalents.size(); ++i) {
    const Fields more((*equivalents)[i], problem);
    Money& money = fill->equivalents[i];
    money.figure.last_digit = static_cast<int8_t>(more.Number("last_digit", money.figure.last_digit));
    money.ambiguous = more.Truth("ambiguous");
  }
}

std::vector<Citation> ReadCitations(const Json& json, std::string* problem) {
  std::vector<Citation> citations;
  for (const Json& item : json) {
    const Fields fields(item, problem);
    Citation citation;
    citation.document = fields.NeedText("document");
    citation.bytes = fields.Range("bytes");
    citation.code_points = fields.Range("chars");
    citation.quote = fields.NeedText("quote");
    citation.rule = fields.Text("rule");
    citation.confidence = fields.Number("confidence", 0);
    for (const auto& [name, value] : fields.Need("roles").items()) {
      const Fields of_role(value, problem);
      const std::optional<Role> role = RoleFromName(name);
      if (!role) {
        fields.Fail(name, "is no role");
        continue;
      }
      citation.roles.push_back({*role, of_role.Range("bytes"), of_role.Text("quote")});
    }
    std::sort(citation.roles.begin(), citation.roles.end(),
              [](const auto& a, const auto& b) { return a.role < b.role; });
    citations.push_back(std::move(citation));
  }
  return citations;
}

Json ParseLine(std::string_view line) {
  LineBuilder builder;
  return Json::sax_parse(line, &builder) ? builder.Take() : Json(Json::value_t::discarded);
}

std::optional<FactStatus> StatusFromName(std::string_view name) {
  for (const FactStatus status : {FactStatus::kSingle, FactStatus::kCorroborated, FactStatus::kConflict}) {
    if (FactStatusName(status) == name) return status;
  }
  return std::nullopt;
}

Error NotAnObject() { return {ErrorCode::kBadInput, "not a JSON object on one line"}; }

StoredClaim ReadStoredClaim(const Json& json, std::string* problem) {
  const Fields fields(json, problem);
  StoredClaim stored;
  Claim& claim = stored.claim;
  stored.key = fields.Text("key");
  stored.document = fields.NeedText("document");
  stored.published = fields.Text("published");
  stored.fingerprint = fields.Text("fingerprint");
  stored.quote = fields.NeedText("quote");
  stored.quote_code_points = fields.Range("chars");
  fields.Need("type");
  claim.type = fields.Word("type", FactTypeFromName, FactType::kRevenue);
  claim.roles = ReadRoles(fields.Need("roles"), problem);
  claim.modifier = fields.Word("modifier", ModifierFromName, Modifier::kExact);
  claim.modality = fields.Word("modality", ModalityFromName, Modality::kActual);
  fields.Need("bytes");
  claim.quote = fields.Range("bytes");
  claim.rule = fields.Text("rule");
  claim.confidence = fields.Number("confidence", claim.confidence);
  claim.attribution = {fields.Text("report"), fields.Truth("correction")};
  const Json* fills = fields.Find("fills");
  stored.role_quotes.resize(claim.roles.size());
  for (size_t i = 0; i < claim.roles.size(); ++i) {
    RoleFill& fill = claim.roles[i];
    fill.figure.last_digit = LastDigitOf(fill.figure);
    for (Money& money : fill.equivalents) money.figure.last_digit = LastDigitOf(money.figure);
    const std::string name(RoleName(fill.role));
    if (fills == nullptr || !fills->contains(name)) continue;
    ReadFillDetails((*fills)[name], problem, &fill, &stored.role_quotes[i]);
  }
  return stored;
}

// A claim of an extract line becomes one of claims.jsonl: it gets what the line says of the whole document.
void AddDocumentFields(const Json& line, Json* claim) {
  for (const char* field : {"document", "published", "fingerprint"}) {
    if (line.contains(field)) (*claim)[field] = line[field];
  }
  if (claim->contains("start") && claim->contains("end")) (*claim)["chars"] = {(*claim)["start"], (*claim)["end"]};
}

}  // namespace

void AppendJsonString(std::string_view text, Appender* out) {
  constexpr size_t kMostAtOnce = 4096;  // so that no long text takes the room of its escapes
  constexpr size_t kMostBytes = 6;      // of an escape
  out->push_back('"');
  for (; text.size() > kMostAtOnce; text.remove_prefix(kMostAtOnce))
    out->Advance(WriteStringBytes(text.substr(0, kMostAtOnce), out->Room(kMostAtOnce * kMostBytes)));
  char* const to = WriteStringBytes(text, out->Room(text.size() * kMostBytes + 1));
  *to = '"';
  out->Advance(to + 1);
}

void AppendJsonString(std::string_view text, std::string* out) {
  Appender appender(out);
  AppendJsonString(text, &appender);
}

namespace {

void AppendDay(std::string_view name, const std::optional<Day>& day, RoomyAppender* out) {
  AppendKey(name, out);
  if (!day) {
    out->append("null");
    return;
  }
  out->push_back('"');
  out->Advance(WriteDay(*day, out->Room(kMaxDayBytes)));
  out->push_back('"');
}

// The fields of a value.
struct AppendValue {
  RoomyAppender* out;
  void operator()(const std::monostate&) const {}
  void operator()(const Money& money) const {
    AppendMoneyFields(money.figure, money.currency, out);
    if (money.ambiguous) AppendTruth("ambiguous", out);
  }
  void operator()(const Percent& percent) const {
    AppendFigureFields(percent.unit == PercentUnit::kFactor ? "factor" : "percent", percent.figure, out);
    if (percent.unit == PercentUnit::kPoints) AppendCode("unit", "points", out);
    if (percent.unit == PercentUnit::kBasisPoints) AppendCode("unit", "basis points", out);
  }
  void operator()(const Date& date) const {
    AppendDay("start", date.begin, out);
    AppendDay("end", date.end, out);
    AppendCode("timex", date.timex, out);
    if (date.ambiguous) AppendTruth("ambiguous", out);
  }
  void operator()(const Duration& duration) const {
    if (!duration.iso.empty()) AppendCode("duration", duration.iso, out);
    if (!duration.low.empty()) AppendCode("low", duration.low, out);
    if (!duration.high.empty()) AppendCode("high", duration.high, out);
  }
  void operator()(const Quantity& quantity) const { AppendFigureFields("quantity", quantity.figure, out); }
};

}  // namespace

size_t MentionValueRoom(const Mention& mention) {
  constexpr size_t kKeysAndNumbers = 256;
  size_t codes = 0;
  if (const auto* money = std::get_if<Money>(&mention.value)) codes = money->currency.size();
  if (const auto* date = std::get_if<Date>(&mention.value)) codes = date->timex.size();
  if (const auto* duration = std::get_if<Duration>(&mention.value))
    codes = duration->iso.size() + duration->low.size() + duration->high.size();
  return kKeysAndNumbers + codes;
}

char* WriteMentionValue(const Mention& mention, char* to) {
  RoomyAppender out(to);
  if (std::holds_alternative<std::monostate>(mention.value)) {
    out.append("null");
  } else {
    out.push_back('{');
    std::visit(AppendValue{&out}, mention.value);
    out.push_back('}');
  }
  return out.at();
}

void AppendMentionValue(const Mention& mention, std::string* out) {
  Appender appender(out);
  appender.Advance(WriteMentionValue(mention, appender.Room(MentionValueRoom(mention))));
}

void AppendRoles(const std::vector<RoleFill>& roles, Appender* out) {
  out->push_back('{');
  bool main = true;  // the first figure's modifier is the claim's own
  for (const RoleFill& fill : roles) {
    AppendKey(RoleName(fill.role), out);
    AppendFill(fill, main, out);
    if (IsFigure(fill.role)) main = false;
  }
  out->push_back('}');
}

void AppendRoles(const std::vector<RoleFill>& roles, std::string* out) {
  Appender appender(out);
  AppendRoles(roles, &appender);
}

void AppendClaimFields(const Claim& claim, std::string_view quote, std::span<const std::string_view> role_quotes,
                       Appender* out) {
  AppendCode("type", FactTypeName(claim.type), out);
  AppendKey("roles", out);
  AppendRoles(claim.roles, out);
  AppendCode("modifier", ModifierName(claim.modifier), out);
  AppendCode("modality", ModalityName(claim.modality), out);
  AppendField("quote", quote, out);
  AppendKey("fills", out);
  out->push_back('{');
  for (size_t i = 0; i < claim.roles.size(); ++i) {
    AppendKey(RoleName(claim.roles[i].role), out);
    AppendFillDetails(claim.roles[i], i < role_quotes.size() ? role_quotes[i] : std::string_view(), out);
  }
  out->push_back('}');
  AppendField("rule", claim.rule, out);
  AppendConfidence(claim.confidence, out);
  if (!claim.attribution.report.empty()) AppendField("report", claim.attribution.report, out);
  if (claim.attribution.correction) AppendTruth("correction", out);
}

void AppendStoredClaim(const StoredClaim& stored, std::string* line) {
  Appender appender(line);
  Appender* const out = &appender;
  const Claim& claim = stored.claim;
  out->push_back('{');
  AppendField("key", stored.key, out);
  AppendField("document", stored.document, out);
  AppendSpan("bytes", claim.quote, out);
  AppendSpan("chars", stored.quote_code_points, out);
  const std::vector<std::string_view> role_quotes(stored.role_quotes.begin(), stored.role_quotes.end());
  AppendClaimFields(claim, stored.quote, role_quotes, out);
  if (!stored.published.empty()) AppendField("published", stored.published, out);
  AppendField("fingerprint", stored.fingerprint, out);
  out->push_back('}');
}

Result<std::vector<RoleFill>> ParseRoles(std::string_view text) {
  const Json json = ParseLine(text);
  if (json.is_discarded()) return NotAnObject();
  std::string problem;
  std::vector<RoleFill> roles = ReadRoles(json, &problem);
  if (!problem.empty()) return Error{ErrorCode::kBadInput, "no roles: " + problem};
  return roles;
}

Result<StoredClaim> ParseStoredClaim(std::string_view line) {
  const Json json = ParseLine(line);
  if (json.is_discarded()) return NotAnObject();
  std::string problem;
  StoredClaim stored = ReadStoredClaim(json, &problem);
  if (!problem.empty()) return Error{ErrorCode::kBadInput, "not a claim: " + problem};
  return stored;
}

Result<std::vector<StoredClaim>> ParseClaimLine(std::string_view line) {
  Json json = ParseLine(line);
  if (!json.is_object()) return NotAnObject();
  std::string problem;
  std::vector<StoredClaim> claims;
  const auto list = json.find("claims");
  if (list == json.end()) {
    claims.push_back(ReadStoredClaim(json, &problem));
  } else if (!list->is_array()) {
    return Error{ErrorCode::kBadInput, "\"claims\" is not a list"};
  } else {
    for (Json& claim : *list) {
      if (!claim.is_object()) return Error{ErrorCode::kBadInput, "\"claims\" holds something that is no object"};
      AddDocumentFields(json, &claim);
      claims.push_back(ReadStoredClaim(claim, &problem));
    }
  }
  if (!problem.empty()) return Error{ErrorCode::kBadInput, "not a claim: " + problem};
  return claims;
}

void AppendFact(const Fact& fact, std::string* line) {
  Appender appender(line);
  Appender* const out = &appender;
  out->push_back('{');
  AppendField("id", fact.id, out);
  AppendField("key", fact.key, out);
  AppendCode("type", FactTypeName(fact.type), out);
  AppendKey("roles", out);
  AppendRoles(fact.roles, out);
  AppendCode("modifier", ModifierName(fact.modifier), out);
  AppendCode("modality", ModalityName(fact.modality), out);
  AppendCode("status", FactStatusName(fact.status), out);
  AppendConfidence(fact.confidence, out);
  AppendKey("sources", out);
  out->AppendNumber(fact.sources);
  AppendKey("alternatives", out);
  out->push_back('[');
  for (const Alternative& alternative : fact.alternatives) {
    AppendOpening(out);
    AppendKey("roles", out);
    AppendRoles(alternative.roles, out);
    AppendCode("modifier", ModifierName(alternative.modifier), out);
    AppendKey("sources", out);
    out->AppendNumber(alternative.sources);
    AppendKey("superseded", out);
    out->append(alternative.superseded ? "true" : "false");
    AppendCitations(alternative.citations, out);
    out->push_back('}');
  }
  out->push_back(']');
  AppendCitations(fact.citations, out);
  AppendKey("fulfils", out);
  if (fact.fulfils.empty()) {
    out->append("null");
  } else {
    AppendJsonString(fact.fulfils, out);
  }
  out->append(",\"review\":null}");
}

Result<Fact> ParseFact(std::string_view line) {
  const Json json = ParseLine(line);
  if (json.is_discarded()) return NotAnObject();
  std::string problem;
  const Fields fields(json, &problem);
  Fact fact;
  fact.id = fields.NeedText("id");
  fact.key = fields.NeedText("key");
  fields.Need("type");
  fact.type = fields.Word("type", FactTypeFromName, FactType::kRevenue);
  fact.roles = ReadRoles(fields.Need("roles"), &problem);
  fact.modifier = fields.Word("modifier", ModifierFromName, Modifier::kExact);
  fact.modality = fields.Word("modality", ModalityFromName, Modality::kActual);
  fact.status = fields.Word("status", StatusFromName, FactStatus::kSingle);
  fact.confidence = fields.Number("confidence", 0);
  fact.sources = static_cast<uint32_t>(fields.Number("sources", 1));
  fact.citations = ReadCitations(fields.Need("citations"), &problem);
  fact.fulfils = fields.Text("fulfils");
  for (const Json& item : fields.Need("alternatives")) {
    const Fields of_item(item, &problem);
    fact.alternatives.push_back({.roles = ReadRoles(of_item.Need("roles"), &problem),
                                 .modifier = of_item.Word("modifier", ModifierFromName, Modifier::kExact),
                                 .sources = static_cast<uint32_t>(of_item.Number("sources", 1)),
                                 .superseded = of_item.Truth("superseded"),
                                 .citations = ReadCitations(of_item.Need("citations"), &problem)});
  }
  if (!problem.empty()) return Error{ErrorCode::kBadInput, "not a fact: " + problem};
  return fact;
}

}  // namespace attest
