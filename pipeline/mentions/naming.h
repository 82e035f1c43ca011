// What a document calls the companies and persons it names: the forms that it uses, and which of them is the name.
#ifndef ATTEST_MENTIONS_NAMING_H_
#define ATTEST_MENTIONS_NAMING_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/mention.h"

namespace attest {

// The forms of one document's entities, collected as views of its text, so that strings are made only of what stays.
// Keeps its memory from document to document; serves one thread.
class Naming {
 public:
  // Forgets the document before; numbers of entities are less than `most_entities`.
  void Reset(size_t most_entities);
  // One more mention, in text order. `form` is what the text has, its first `name_bytes` without a legal suffix; both
  // stay the text's. A heading's capitals are worth less than the body's, and its names are shortened. False when that
  // tells nothing that was not known.
  bool Add(size_t entity, std::string_view form, size_t name_bytes, bool heading);
  // The entity is told from another one of its name: its legal form stays in its name and id.
  void KeepLegalForm(size_t entity) { entries_[entity].keeps_legal_form = true; }
  // Gives the entities, by their numbers, their name, aliases and id.
  void Finish(std::vector<DocumentEntity>* entities);

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Form {
    std::string_view text;
    uint32_t next = kNone;  // of the same entity
  };
  struct Entry {
    std::string_view name;     // the main name
    std::string_view longest;  // what the entity's id is made of, so that articles with fewer forms agree
    uint32_t first_form = kNone;
    bool in_body = false;  // the body has named it
    bool keeps_legal_form = false;
  };
  std::string_view OneLine(std::string_view name);

  std::vector<Entry> entries_;
  std::vector<Form> forms_;
  std::deque<std::string> rewritten_;  // names that the text does not have in one line
  std::vector<std::string_view> sorted_;
};

}  // namespace attest

#endif  // ATTEST_MENTIONS_NAMING_H_
