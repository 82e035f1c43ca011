#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/cli/commands.h"
#include "pipeline/cli/output.h"
#include "pipeline/cli/setup.h"
#include "pipeline/cli/table.h"
#include "pipeline/cli/terminal.h"
#include "pipeline/model/statement.h"
#include "pipeline/store/query.h"
#include "pipeline/store/reviews.h"
#include "pipeline/text/document_text.h"

namespace attest {
namespace {

std::string Counted(uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// A place in a document as its reader knows it.
std::string WhereFrom(const Document& document) {
  std::string text = document.title.empty() ? document.source.id : "“" + document.title + "”";
  if (document.published) {
    text.append(", ");
    AppendDay(*document.published, &text);
  }
  text.append(", ").append(document.source.url.empty() ? document.source.path : document.source.url);
  if (document.source.line > 0) text.append(fmt::format(":{}", document.source.line));
  return text;
}

// The sentences that hold the quote, on one line, with the quote marked.
std::string InSentence(const Document& document, Span quote, bool colour) {
  const DocumentText text(document);
  const std::string_view source = document.text;
  Span around = quote;
  for (const Sentence& sentence : text.structure.sentences) {
    const Span place = text.view.ToSource(sentence.in_view);
    if (!place.Overlaps(quote)) continue;
    around.begin = std::min(around.begin, place.begin);
    around.end = std::max(around.end, place.end);
  }
  const auto words = [source](uint32_t begin, uint32_t end) {
    std::string line(source.substr(begin, end - begin));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return line;
  };
  return words(around.begin, quote.begin) + Marked(words(quote.begin, quote.end), colour) +
         words(quote.end, around.end);
}

class Explanation {
 public:
  Explanation(const StoreReader& store, bool colour) : store_(store), colour_(colour) {}

  Status Add(const StoredFact& stored) {
    const Fact& fact = stored.fact;
    Result<std::vector<StoredClaim>> claims = store_.FindClaims(fact.key);
    if (!claims.ok()) return claims.error();
    claims_ = *std::move(claims);

    Line(Bold(Statement(fact.type, fact.roles, fact.modifier, fact.modality), colour_));
    Line(fmt::format("{}  {}, {}, {}, confidence {:.2f}", fact.id, FactTypeName(fact.type), ModalityName(fact.modality),
                     FactStatusName(fact.status), fact.confidence));
    Line("why " + std::string(FactStatusName(fact.status)) + ": " + StatusReason(fact));
    if (!fact.fulfils.empty()) Line("what was planned has happened: it fulfils " + fact.fulfils);
    if (stored.review) {
      if (Status added = AddReview(fact, *stored.review); !added.ok()) return added;
    }
    AddRoles(fact);
    if (Status added = AddCitations(fact.citations, ""); !added.ok()) return added;
    for (const Alternative& alternative : fact.alternatives) {
      if (Status added = AddAlternative(fact, alternative); !added.ok()) return added;
    }
    return Done{};
  }

  const std::string& text() const { return text_; }

 private:
  void Line(std::string_view line) { text_.append(line).push_back('\n'); }

  Status AddReview(const Fact& fact, const Review& review) {
    Line(fmt::format("review: {} by {}, {}{}{}", review.decision, review.who, review.when,
                     review.why.empty() ? "" : ": " + review.why,
                     review.contradicted ? "; newer articles speak against it" : ""));
    if (review.decision != "correct") return Done{};
    const Result<Fact> right = Corrected(fact, review.roles, review.right_modality);
    if (!right.ok()) return right.error();
    Line("corrected: " + Statement(right->type, right->roles, right->modifier, right->modality));
    return Done{};
  }

  void AddRoles(const Fact& fact) {
    Table table({Align::kLeft, Align::kLeft});
    const size_t main = MainFigure(fact.type, fact.roles);
    for (size_t i = 0; i < fact.roles.size(); ++i) {
      const RoleFill& fill = fact.roles[i];
      table.Add({"  " + std::string(RoleName(fill.role)),
                 RoleText(fact.type, fill, i == main ? fact.modifier : fill.modifier)});
    }
    text_.push_back('\n');
    table.AppendTo(&text_);
  }

  Status AddCitations(const std::vector<Citation>& citations, const std::string& indent) {
    for (const Citation& citation : citations) {
      const Result<StoredDocument> document = store_.FindDocument(citation.document);
      if (!document.ok()) return document.error();
      text_.push_back('\n');
      Line(indent + WhereFrom(document->document));
      for (const StoredDocument::Copy& copy : document->copies) Line(indent + "also as " + copy.source.path);
      Line(indent + "  " + InSentence(document->document, citation.bytes, colour_));
      Line(fmt::format("{}  read by {}, confidence {:.2f}", indent, citation.rule, citation.confidence));
      AddReading(citation, indent);
    }
    return Done{};
  }

  // Where each role of the claim under the citation was found.
  void AddReading(const Citation& citation, const std::string& indent) {
    const auto is_cited = [&citation](const StoredClaim& stored) {
      return stored.document == citation.document && stored.claim.quote == citation.bytes &&
             stored.claim.rule == citation.rule;
    };
    const auto stored = std::find_if(claims_.begin(), claims_.end(), is_cited);
    if (stored == claims_.end()) return;
    for (size_t i = 0; i < stored->claim.roles.size(); ++i) {
      const RoleFill& fill = stored->claim.roles[i];
      const std::string& quote = stored->role_quotes[i];
      Line(fmt::format("{}  {}{}{}", indent, RoleName(fill.role), quote.empty() ? "" : ": “" + quote + "”",
                       fill.filled_by.empty() ? "" : ", from " + fill.filled_by));
    }
  }

  Status AddAlternative(const Fact& fact, const Alternative& alternative) {
    std::string values;
    for (const RoleFill& fill : alternative.roles) {
      values.append(values.empty() ? "" : ", ")
          .append(RoleName(fill.role))
          .append(" ")
          .append(RoleText(fact.type, fill, alternative.modifier));
    }
    text_.push_back('\n');
    Line(fmt::format("{}: {} ({})", alternative.superseded ? "superseded" : "instead", values,
                     Counted(alternative.sources, "source")));
    return AddCitations(alternative.citations, "  ");
  }

  const StoreReader& store_;
  bool colour_;
  std::vector<StoredClaim> claims_;
  std::string text_;
};

}  // namespace

int Explain(const ExplainOptions& options) {
  const Result<StoreReader> store = StoreReader::Open(options.store);
  if (!store.ok()) return Fail(store.error());
  const Result<StoredFact> fact = store->FindFact(options.fact);
  if (!fact.ok()) return Fail(fact.error());
  Explanation explanation(*store, OutputTakesColour());
  if (const Status added = explanation.Add(*fact); !added.ok()) return Fail(added.error());
  Output output;
  output.Write(explanation.text());
  return FinishOutput(&output);
}

}  // namespace attest
