// Which entity stands for which, as reviewers have decided: names that the rules take for two companies, or for one.
//
// A merge makes one entity another in all articles ("castellan" is "castellan-bank"); a split makes it another in one
// article ("mercury" is "mercury-marine" there). Both hold for later runs: they are applied to what an article yields,
// before its claims get their keys.
#ifndef ATTEST_STORE_ENTITY_DECISIONS_H_
#define ATTEST_STORE_ENTITY_DECISIONS_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "pipeline/model/analysis.h"
#include "pipeline/model/result.h"

namespace attest {

// The decisions that count, each about an entity in all articles (no document) or in one. A value type.
class EntityDecisions {
 public:
  // In order of time: a later decision about the same entity and document replaces an earlier one. A merge that leads
  // back to where it began ("a" is "b" after "b" is "a") takes the place of the one that led there.
  void Set(const std::string& entity, const std::string& document, const std::string& into);
  void Undo(const std::string& entity, const std::string& document);

  bool empty() const { return into_.empty(); }
  // Whether this very decision is one of those that count.
  bool Has(std::string_view entity, std::string_view document, std::string_view into) const;
  // What the entity is in the document: the split of that document if there is one, then merges as far as they lead.
  std::string Of(std::string_view entity, std::string_view document) const;
  // Renames the entities of a document's analysis. Two that become one are one afterwards, under the first's name.
  void Apply(std::string_view document, Analysis* analysis) const;

  // The entities that articles have to be read again for when these decisions take the place of `before`, as they are
  // called in a store that was written under `before`; and the documents of splits.
  struct Affected {
    std::set<std::string, std::less<>> entities;
    std::set<std::string, std::less<>> documents;
  };
  Affected Since(const EntityDecisions& before) const;

  // A JSON list of {"entity", "document"?, "into"}, sorted. It reads back equal.
  std::string Format() const;
  static Result<EntityDecisions> Parse(std::string_view json);
  bool operator==(const EntityDecisions&) const = default;

 private:
  using Key = std::pair<std::string, std::string>;  // entity, document or ""
  const std::string* Find(std::string_view entity, std::string_view document) const;
  std::map<Key, std::string> into_;
};

}  // namespace attest

#endif  // ATTEST_STORE_ENTITY_DECISIONS_H_
