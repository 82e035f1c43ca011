#include "pipeline/review/review_data.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "pipeline/model/hash.h"
#include "pipeline/model/json.h"
#include "pipeline/model/statement.h"
#include "pipeline/review/utf16.h"
#include "pipeline/store/layout.h"
#include "pipeline/store/reviews.h"

namespace attest {
namespace {

using Json = nlohmann::ordered_json;

constexpr uint64_t kMostOnAPage = 500;
constexpr size_t kMostCompanies = 200;
constexpr size_t kMostFactsOfACompany = 2000;

// Names in articles may hold what is no UTF-8 only in a damaged store; the page then shows a replacement.
std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Answer Refuse(int status, const std::string& message) { return {status, Dump({{"error", message}})}; }

Answer Refuse(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return Refuse(404, error.message);
    case ErrorCode::kUsage:
    case ErrorCode::kBadInput:
    case ErrorCode::kBadRule:
    case ErrorCode::kOutOfRange:
      return Refuse(400, error.message);
    case ErrorCode::kIo:
      return Refuse(507, error.message);
    case ErrorCode::kBadStore:
      return Refuse(500, error.message);
  }
  return Refuse(500, error.message);
}

std::string DayText(const std::optional<Day>& day) {
  std::string text;
  if (day) AppendDay(*day, &text);
  return text;
}

Json Pair(Span span) { return Json::array({span.begin, span.end}); }

std::string StatementOf(const Fact& fact) { return Statement(fact.type, fact.roles, fact.modifier, fact.modality); }

Json ReviewJson(const Review& review) {
  return {{"decision", review.decision},
          {"who", review.who},
          {"when", review.when},
          {"why", review.why},
          {"contradicted", review.contradicted}};
}

// Tells one state of a fact and its history from another.
std::string Seen(const StoreReader& store, const StoredFact& stored) {
  const uint64_t hash = Hash64(WithReview(stored.line, FormatReview(std::nullopt)));
  return std::to_string(store.reviews().HistorySize(stored.fact)) + "-" + std::to_string(hash);
}

// Its value of Facet::kSource.
const std::string& SourceLabel(const Document& document) {
  return document.source.id.empty() ? document.source.path : document.source.id;
}

// What a person calls an article.
const std::string& LabelOf(const Document& document) {
  return document.title.empty() ? SourceLabel(document) : document.title;
}

Json ArticleJson(const StoredDocument& stored) {
  const Document& document = stored.document;
  Json copies = Json::array();
  for (const StoredDocument::Copy& copy : stored.copies)
    copies.push_back(copy.source.id.empty() ? copy.source.path : copy.source.id);
  return {{"document", stored.id},      {"title", LabelOf(document)},   {"published", DayText(document.published)},
          {"url", document.source.url}, {"path", document.source.path}, {"label", SourceLabel(document)},
          {"copies", std::move(copies)}};
}

}  // namespace

// One commit of the store, and what stands in memory of it.
struct ReviewData::Opened {
  StoreReader store;
  FactIndex index;
  std::string version;  // of the commit and of the reviews, as Refresh compares it

  Result<StoredFact> FactAt(uint32_t fact) const {
    Result<Fact> read = ParseFact(index.LineOf(fact));
    if (!read.ok()) return read.error();
    std::optional<Review> review = store.reviews().On(*read);
    return StoredFact{*std::move(read), std::move(review), index.LineOf(fact)};
  }

  Json RowOf(uint32_t at) const {
    const Result<StoredFact> stored = FactAt(at);
    if (!stored.ok()) return {{"error", stored.error().message}};
    const Fact& fact = stored->fact;
    Json row = {{"id", fact.id},
                {"statement", StatementOf(fact)},
                {"type", FactTypeName(fact.type)},
                {"status", FactStatusName(fact.status)},
                {"modality", ModalityName(fact.modality)},
                {"confidence", fact.confidence},
                {"sources", fact.sources},
                {"need", NeedName(index.NeedOf(at))},
                {"decision", index.DecisionOf(at)},
                {"seen", Seen(store, *stored)}};
    row["quote"] = fact.citations.empty() ? "" : fact.citations.front().quote;
    if (stored->review && stored->review->decision == "correct") {
      const Result<Fact> right = Corrected(fact, stored->review->roles, stored->review->right_modality);
      row["corrected"] = right.ok() ? StatementOf(*right) : right.error().message;
    }
    return row;
  }
};

namespace {

std::string VersionOf(const std::string& store) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const std::string commit =
      fs::read_symlink(fs::path(store) / layout::kInner / layout::kCurrent, failed).generic_string();
  const uintmax_t reviews = fs::file_size(fs::path(store) / layout::kReviews, failed);
  return commit + "/" + (failed ? "none" : std::to_string(reviews));
}

std::string_view CommitOf(std::string_view version) { return version.substr(0, version.rfind('/')); }

// The roles of a fact that it says in words, in their order.
Json RolesJson(const Fact& fact, const std::vector<RoleFill>& roles, Modifier modifier) {
  Json values = Json::parse([&roles] {
    std::string text;
    AppendRoles(roles, &text);
    return text;
  }());
  Json out = Json::array();
  const size_t main = MainFigure(fact.type, roles);
  for (size_t i = 0; i < roles.size(); ++i) {
    const std::string name(RoleName(roles[i].role));
    out.push_back({{"role", name},
                   {"text", RoleText(fact.type, roles[i], i == main ? modifier : roles[i].modifier)},
                   {"value", values[name]}});
  }
  return out;
}

// Every role of a type, for the form of a correction.
Json RolesOfType(FactType type) {
  Json roles = Json::array();
  for (const RoleInfo& info : Info(type).roles) roles.push_back(RoleName(info.role));
  return roles;
}

class CardWriter {
 public:
  CardWriter(const StoreReader& store, const ReviewHooks& hooks) : store_(store), hooks_(hooks) {}

  Result<Json> Write(const StoredFact& stored) {
    const Fact& fact = stored.fact;
    Result<std::vector<StoredClaim>> claims = store_.FindClaims(fact.key);
    if (!claims.ok()) return claims.error();
    claims_ = *std::move(claims);
    Json card = {{"id", fact.id},
                 {"key", fact.key},
                 {"type", FactTypeName(fact.type)},
                 {"statement", StatementOf(fact)},
                 {"modality", ModalityName(fact.modality)},
                 {"modifier", ModifierName(fact.modifier)},
                 {"status", FactStatusName(fact.status)},
                 {"why_status", StatusReason(fact)},
                 {"confidence", fact.confidence},
                 {"sources", fact.sources},
                 {"fulfils", fact.fulfils},
                 {"roles", RolesJson(fact, fact.roles, fact.modifier)},
                 {"roles_of_type", RolesOfType(fact.type)}};
    Result<Json> citations = Citations(fact.citations);
    if (!citations.ok()) return citations.error();
    card["citations"] = *std::move(citations);
    card["alternatives"] = Json::array();
    for (const Alternative& alternative : fact.alternatives) {
      Result<Json> cited = Citations(alternative.citations);
      if (!cited.ok()) return cited.error();
      card["alternatives"].push_back({{"roles", RolesJson(fact, alternative.roles, alternative.modifier)},
                                      {"sources", alternative.sources},
                                      {"superseded", alternative.superseded},
                                      {"citations", *std::move(cited)}});
    }
    card["decision"] = stored.review ? ReviewJson(*stored.review) : Json();
    card["corrected"] = Json();
    if (stored.review && stored.review->decision == "correct") {
      const Result<Fact> right = Corrected(fact, stored.review->roles, stored.review->right_modality);
      if (!right.ok()) return right.error();
      card["corrected"] = {{"statement", StatementOf(*right)},
                           {"modality", ModalityName(right->modality)},
                           {"roles", RolesJson(*right, right->roles, right->modifier)}};
    }
    card["history"] = Json::array();
    for (const ReviewLine& line : store_.reviews().History(fact)) {
      Json entry = {{"decision", line.decision}, {"who", line.who},   {"when", line.when},
                    {"why", line.why},           {"rule", line.rule}, {"rules", line.rules}};
      if (line.decision == "correct") {
        const Result<Fact> right = Corrected(fact, line.roles, line.right_modality);
        if (!right.ok()) return right.error();
        entry["corrected"] = StatementOf(*right);
      }
      card["history"].push_back(std::move(entry));
    }
    card["seen"] = Seen(store_, stored);
    return card;
  }

 private:
  Result<Json> Citations(const std::vector<Citation>& citations) const {
    Json out = Json::array();
    std::vector<const StoredClaim*> firsts;  // the first claim of each source
    for (const Citation& citation : citations) {
      const Result<StoredDocument> stored = store_.FindDocument(citation.document);
      if (!stored.ok()) return stored.error();
      const Utf16Offsets utf16(stored->document.text);
      Json json = ArticleJson(*stored);
      json["bytes"] = Pair(citation.bytes);
      json["utf16"] = Pair(utf16.Of(citation.bytes));
      json["quote"] = citation.quote;
      json["rule"] = citation.rule;
      json["confidence"] = citation.confidence;
      const std::optional<std::pair<uint64_t, uint64_t>> measured = hooks_.measured(citation.rule);
      json["measured"] = measured ? Json::array({measured->first, measured->second}) : Json();
      json["roles"] = Json::array();
      for (const Citation::RoleQuote& role : citation.roles) {
        json["roles"].push_back(
            {{"role", RoleName(role.role)}, {"utf16", Pair(utf16.Of(role.bytes))}, {"quote", role.quote}});
      }
      const StoredClaim* claim = ClaimOf(citation);
      json["fills"] = claim == nullptr ? Json::array() : Fills(*claim);
      json["report"] = claim == nullptr ? "" : claim->claim.attribution.report;
      json["source"] = SourceOf(claim, &firsts);
      out.push_back(std::move(json));
    }
    return out;
  }

  const StoredClaim* ClaimOf(const Citation& citation) const {
    const auto found = std::find_if(claims_.begin(), claims_.end(), [&citation](const StoredClaim& claim) {
      return claim.document == citation.document && claim.claim.quote == citation.bytes &&
             claim.claim.rule == citation.rule;
    });
    return found == claims_.end() ? nullptr : &*found;
  }

  static Json Fills(const StoredClaim& claim) {
    Json fills = Json::array();
    for (const RoleFill& fill : claim.claim.roles)
      fills.push_back({{"role", RoleName(fill.role)}, {"from", fill.filled_by}});
    return fills;
  }

  // The number of the independent source that the claim belongs to: the same for copies.
  size_t SourceOf(const StoredClaim* claim, std::vector<const StoredClaim*>* firsts) const {
    for (size_t i = 0; i < firsts->size() && claim != nullptr; ++i) {
      if (hooks_.same_source(*(*firsts)[i], *claim)) return i;
    }
    if (claim != nullptr) firsts->push_back(claim);
    return firsts->empty() ? 0 : firsts->size() - 1;
  }

  const StoreReader& store_;
  const ReviewHooks& hooks_;
  std::vector<StoredClaim> claims_;
};

Json CountsJson(const std::vector<FactCount>& counts) {
  Json out = Json::array();
  for (const FactCount& count : counts) out.push_back({{"value", count.value}, {"count", count.count}});
  return out;
}

std::string TextOf(const Json& json, const char* name) {
  const auto it = json.find(name);
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// Fills in what a request says is right: roles of this type, in the catalogue's forms, and a modality.
Status ReadCorrection(const Json& request, FactType type, ReviewLine* line) {
  const Json roles = request.value("roles", Json());
  if (roles.is_object() && !roles.empty()) {
    for (const auto& [name, value] : roles.items()) {
      const std::optional<Role> role = RoleFromName(name);
      if (!role || FindRole(type, *role) == nullptr)
        return Error{ErrorCode::kUsage, name + " is no role of " + std::string(FactTypeName(type))};
    }
    line->roles = Dump(roles);
    if (const Result<std::vector<RoleFill>> read = ParseRoles(line->roles); !read.ok()) return read.error();
  }
  const std::string modality = TextOf(request, "modality");
  line->right_modality = ModalityFromName(modality);
  if (!modality.empty() && !line->right_modality) return Error{ErrorCode::kUsage, modality + " is no modality"};
  return Done{};
}

// The party that facts know by this name.
std::optional<Json> KnownParty(const FactIndex& index, std::string_view name) {
  const std::vector<uint32_t> facts = index.With(Facet::kCompany, name);
  if (facts.empty()) return std::nullopt;
  const Json fact = Json::parse(index.LineOf(facts.front()), nullptr, /*allow_exceptions=*/false);
  if (!fact.is_object()) return std::nullopt;
  for (const Json& value : fact["roles"]) {
    for (const Json& party : value.is_array() ? value : Json::array({value})) {
      if (party.is_object() && TextOf(party, "name") == name) return party;
    }
  }
  return std::nullopt;
}

// "A, B and C" in its parts.
std::vector<std::string> Listed(std::string_view words) {
  std::vector<std::string> parts;
  while (!words.empty()) {
    const size_t comma = words.find(", "), word = words.find(" and ");
    const size_t end = std::min({comma, word, words.size()});
    parts.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(words.size(), end + (end == comma ? 2u : 5u)));
  }
  return parts;
}

}  // namespace

ReviewData::ReviewData(std::string store, ReviewHooks hooks) : store_(std::move(store)), hooks_(std::move(hooks)) {}
ReviewData::~ReviewData() = default;

Result<std::unique_ptr<ReviewData>> ReviewData::Open(const std::string& store, ReviewHooks hooks) {
  Result<std::unique_ptr<Opened>> opened = OpenStore(store);
  if (!opened.ok()) return opened.error();
  std::unique_ptr<ReviewData> data(new ReviewData(store, std::move(hooks)));
  data->opened_ = *std::move(opened);
  return data;
}

Result<std::unique_ptr<ReviewData::Opened>> ReviewData::OpenStore(const std::string& folder) {
  std::string version = VersionOf(folder);
  Result<StoreReader> store = StoreReader::Open(folder);
  if (!store.ok()) return store.error();
  Result<FactIndex> index = FactIndex::Build(*store);
  if (!index.ok()) return index.error();
  return std::make_unique<Opened>(Opened{*std::move(store), *std::move(index), std::move(version)});
}

Status ReviewData::Refresh() {
  const std::string version = VersionOf(store_);
  bool committed = false;
  {
    const std::shared_lock lock(mutex_);
    if (opened_->version == version) return Done{};
    committed = CommitOf(opened_->version) != CommitOf(version);
  }
  if (!committed) {
    const std::unique_lock lock(mutex_);
    return RefreshLocked(version);
  }
  const std::unique_lock opening(opening_mutex_, std::try_to_lock);
  if (!opening.owns_lock()) return Done{};
  Result<std::unique_ptr<Opened>> opened = OpenStore(store_);
  if (!opened.ok()) return opened.error();
  const std::unique_lock lock(mutex_);
  opened_ = *std::move(opened);
  return Done{};
}

Status ReviewData::RefreshLocked(const std::string& version) {
  if (opened_->version == version) return Done{};
  if (CommitOf(opened_->version) == CommitOf(version)) {
    const Reviews before = opened_->store.reviews();
    if (const Status read = opened_->store.ReadReviews(); !read.ok()) return read;
    if (opened_->store.reviews().BeginsWith(before)) {
      opened_->version = version;
      return opened_->index.LayReviews(opened_->store.reviews(), before.lines().size());
    }
  }
  Result<std::unique_ptr<Opened>> opened = OpenStore(store_);
  if (!opened.ok()) return opened.error();
  opened_ = *std::move(opened);
  return Done{};
}

Answer ReviewData::Queue(const FactFilter& filter, uint64_t offset, uint64_t limit) const {
  const std::shared_lock lock(mutex_);
  const FactPage page = opened_->index.Query(filter, offset, std::min(limit, kMostOnAPage));
  Json facets = Json::object();
  for (size_t f = 0; f < kFacets; ++f)
    facets[std::string(FacetName(static_cast<Facet>(f)))] = CountsJson(page.counts[f]);
  Json items = Json::array();
  for (const uint32_t fact : page.facts) items.push_back(opened_->RowOf(fact));
  return {200, Dump({{"store", store_},
                     {"generation", CommitOf(opened_->version)},
                     {"total", page.total},
                     {"matching", page.matching},
                     {"offset", offset},
                     {"facets", std::move(facets)},
                     {"items", std::move(items)}})};
}

Answer ReviewData::Card(std::string_view id, const FactFilter& filter) const {
  const std::shared_lock lock(mutex_);
  const std::optional<uint32_t> at = opened_->index.Find(id);
  if (!at) return Refuse(404, "no fact has the id " + std::string(id) + "; a run may have withdrawn it");
  const Result<StoredFact> stored = opened_->FactAt(*at);
  if (!stored.ok()) return Refuse(stored.error());
  Result<Json> card = CardWriter(opened_->store, hooks_).Write(*stored);
  if (!card.ok()) return Refuse(card.error());
  (*card)["need"] = NeedName(opened_->index.NeedOf(*at));
  (*card)["hidden_by"] = opened_->index.HiddenBy(*at, filter);
  (*card)["generation"] = CommitOf(opened_->version);
  if (!stored->fact.fulfils.empty()) {
    const std::optional<uint32_t> planned = opened_->index.Find(stored->fact.fulfils);
    if (planned) (*card)["fulfils_statement"] = opened_->RowOf(*planned)["statement"];
  }
  return {200, Dump(*card)};
}

Answer ReviewData::Document(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const Result<StoredDocument> stored = opened_->store.FindDocument(id);
  if (!stored.ok()) return Refuse(stored.error());
  const Utf16Offsets utf16(stored->document.text);
  Json json = ArticleJson(*stored);
  json["text"] = stored->document.text;
  json["boilerplate"] = Json::array();
  for (const Span span : stored->document.boilerplate) json["boilerplate"].push_back(Pair(utf16.Of(span)));
  json["facts"] = Json::array();
  for (const uint32_t at : opened_->index.With(Facet::kSource, SourceLabel(stored->document))) {
    const Result<StoredFact> fact = opened_->FactAt(at);
    if (!fact.ok()) return Refuse(fact.error());
    for (const Citation& citation : fact->fact.citations) {
      if (citation.document != id) continue;
      json["facts"].push_back(
          {{"id", fact->fact.id}, {"statement", StatementOf(fact->fact)}, {"utf16", Pair(utf16.Of(citation.bytes))}});
    }
  }
  return {200, Dump(json)};
}

Answer ReviewData::Companies(std::string_view words) const {
  const std::shared_lock lock(mutex_);
  std::vector<FactCount> companies = opened_->index.Values(Facet::kCompany);
  const auto lower = [](std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
  };
  const std::string wanted = lower(words);
  std::erase_if(companies,
                [&](const FactCount& company) { return lower(company.value).find(wanted) == std::string::npos; });
  const size_t all = companies.size();
  if (companies.size() > kMostCompanies) companies.resize(kMostCompanies);
  return {200, Dump({{"total", all}, {"companies", CountsJson(companies)}})};
}

Answer ReviewData::Company(std::string_view name) const {
  const std::shared_lock lock(mutex_);
  const std::vector<uint32_t> facts = opened_->index.With(Facet::kCompany, name);
  if (facts.empty()) return Refuse(404, "no fact names a company " + std::string(name));
  Json rows = Json::array();
  for (const uint32_t at : facts) {
    if (rows.size() == kMostFactsOfACompany) break;
    const Result<StoredFact> stored = opened_->FactAt(at);
    if (!stored.ok()) return Refuse(stored.error());
    Json row = opened_->RowOf(at);
    row["roles"] = RolesJson(stored->fact, stored->fact.roles, stored->fact.modifier);
    std::string published, title;
    if (!stored->fact.citations.empty()) {
      const Result<StoredDocument> document = opened_->store.FindDocument(stored->fact.citations.front().document);
      if (!document.ok()) return Refuse(document.error());
      published = DayText(document->document.published);
      title = LabelOf(document->document);
    }
    row["published"] = published;
    row["title"] = title;
    rows.push_back(std::move(row));
  }
  return {200, Dump({{"name", name}, {"total", facts.size()}, {"facts", std::move(rows)}})};
}

Answer ReviewData::Overview() const {
  const std::shared_lock lock(mutex_);
  Json json = {{"store", store_}, {"total", opened_->index.size()}};
  for (const Facet facet : {Facet::kType, Facet::kStatus, Facet::kModality, Facet::kMonth, Facet::kDecision})
    json[std::string(FacetName(facet))] = CountsJson(opened_->index.Values(facet));

  const StoreReader& store = opened_->store;
  Result<std::vector<Reviews::State>> states =
      store.reviews().States([&store](std::string_view key) { return store.FindFacts(key); });
  if (!states.ok()) return Refuse(states.error());
  std::map<std::string, std::map<std::string, uint64_t>> verdicts;  // rule -> decision -> how many
  json["orphaned"] = Json::array();
  for (const Reviews::State& state : *states) {
    if (state.state == ReviewState::kOrphaned) {
      json["orphaned"].push_back({{"key", state.review.key},
                                  {"decision", state.review.decision},
                                  {"who", state.review.who},
                                  {"when", state.review.when},
                                  {"why", state.review.why}});
    }
    if (state.state != ReviewState::kStands && state.state != ReviewState::kContradicted) continue;
    const std::optional<uint32_t> at = opened_->index.Find(state.fact);
    if (!at) continue;
    const Result<StoredFact> fact = opened_->FactAt(*at);
    if (!fact.ok()) return Refuse(fact.error());
    std::set<std::string> rules;
    for (const Citation& citation : fact->fact.citations) rules.insert(citation.rule);
    for (const std::string& rule : rules) ++verdicts[rule][state.review.decision];
  }
  json["rules"] = Json::array();
  for (const FactCount& rule : opened_->index.Values(Facet::kRule)) {
    const std::optional<std::pair<uint64_t, uint64_t>> measured = hooks_.measured(rule.value);
    Json row = {{"rule", rule.value}, {"facts", rule.count}};
    row["measured"] = measured ? Json::array({measured->first, measured->second}) : Json();
    for (const char* decision : {"accept", "correct", "reject"}) row[decision] = verdicts[rule.value][decision];
    json["rules"].push_back(std::move(row));
  }
  return {200, Dump(json)};
}

Answer ReviewData::ReadValue(std::string_view request) const {
  const Json json = Json::parse(request, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return Refuse(400, "the request is no JSON object");
  const std::optional<FactType> type = FactTypeFromName(TextOf(json, "type"));
  const std::optional<Role> role = RoleFromName(TextOf(json, "role"));
  if (!type || !role || FindRole(*type, *role) == nullptr) return Refuse(400, "no type of fact has this role");
  const std::string words = TextOf(json, "words");
  const Result<std::string> value = FindRole(*type, *role)->kind == RoleKind::kParty
                                        ? Result<std::string>(ReadParties(words))
                                        : hooks_.read_value(*type, *role, words, TextOf(json, "published"));
  if (!value.ok()) return Refuse(value.error());
  return {200, "{\"value\":" + *value + "}"};
}

// One name, known or new, unless all parts of it are known.
std::string ReviewData::ReadParties(std::string_view words) const {
  const std::shared_lock lock(mutex_);
  if (const std::optional<Json> known = KnownParty(opened_->index, words)) return Dump(*known);
  Json several = Json::array();
  const std::vector<std::string> parts = Listed(words);
  for (const std::string& part : parts) {
    if (const std::optional<Json> known = KnownParty(opened_->index, part)) several.push_back(*known);
  }
  return Dump(several.size() > 1 && several.size() == parts.size() ? several : Json({{"name", words}}));
}

Answer ReviewData::Decide(std::string_view request) {
  const Json json = Json::parse(request, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("items") || !json["items"].is_array())
    return Refuse(400, "the request is no JSON object with items");
  const std::string decision = TextOf(json, "decision");
  if (TextOf(json, "who").empty()) return Refuse(400, "a decision says who takes it");

  const std::unique_lock lock(mutex_);
  if (const Status fresh = RefreshLocked(VersionOf(store_)); !fresh.ok()) return Refuse(fresh.error());
  const Reviews& reviews = opened_->store.reviews();
  std::vector<uint32_t> done, stale;
  std::vector<ReviewLine> lines;
  for (const Json& item : json["items"]) {
    const std::optional<uint32_t> at = item.is_object() ? opened_->index.Find(TextOf(item, "fact")) : std::nullopt;
    if (!at) return Refuse(404, "nothing was decided: a run has withdrawn a fact; look at the list again");
    if (std::find(done.begin(), done.end(), *at) != done.end()) return Refuse(400, "a fact is named twice");
    const Result<StoredFact> stored = opened_->FactAt(*at);
    if (!stored.ok()) return Refuse(stored.error());
    const Fact& fact = stored->fact;
    const std::optional<ReviewLine> undoing = reviews.Undoing(fact);
    if (!item.contains("seen") || item["seen"] != Seen(opened_->store, *stored) || (decision == "undo" && !undoing)) {
      stale.push_back(*at);
      continue;
    }
    const size_t cited =
        item.contains("citation") && item["citation"].is_number_unsigned() ? item["citation"].get<size_t>() : size_t{0};
    if (cited >= fact.citations.size()) return Refuse(400, "the fact has no such citation");
    ReviewLine line =
        decision == "undo" ? *undoing : ReviewOf(fact, fact.citations[cited], opened_->store.rules_hash());
    line.decision = decision;
    line.who = TextOf(json, "who");
    line.why = TextOf(json, "why");
    line.when = hooks_.now();
    if (decision == "correct") {
      if (const Status right = ReadCorrection(json, fact.type, &line); !right.ok()) return Refuse(right.error());
    }
    lines.push_back(std::move(line));
    done.push_back(*at);
  }
  if (const Status written = AppendReviews(store_, lines); !written.ok()) return Refuse(written.error());
  if (const Status fresh = RefreshLocked(VersionOf(store_)); !fresh.ok()) return Refuse(fresh.error());

  Json out = {{"done", Json::array()}, {"stale", Json::array()}};
  for (const uint32_t at : done) out["done"].push_back(opened_->RowOf(at));
  for (const uint32_t at : stale) out["stale"].push_back(opened_->RowOf(at));
  if (done.empty() && !stale.empty())
    out["error"] = "this has changed meanwhile: somebody else, another tab or a run was faster; look and decide again";
  return {out.contains("error") ? 409 : 200, Dump(out)};
}

}  // namespace attest
