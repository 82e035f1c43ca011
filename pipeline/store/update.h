// A run's new articles into a store: sorted files merged with sorted news, as a ledger is carried forward.
//
//   Result<StoreUpdate> update = StoreUpdate::Open({...});          // takes the lock
//   while (NextStored() gives a document) { extract, Add }          // after a change of rules or of decisions
//   for each article: switch (update->Check(document)) { kNew: extract, Add; kCopy: AddCopy; kUnchanged: Keep }
//   Result<RunSummary> summary = update->Commit();                  // all files at once, or none
//
// Nothing that a reader can see changes before Commit; a StoreUpdate destroyed without it leaves the store as it was.
#ifndef ATTEST_STORE_UPDATE_H_
#define ATTEST_STORE_UPDATE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/model/fact.h"
#include "pipeline/model/result.h"
#include "pipeline/store/entity_decisions.h"
#include "pipeline/store/entry.h"

namespace attest {

struct UpdateOptions {
  std::string folder;      // created when missing; an empty folder (a README is allowed) becomes a store
  std::string rules_hash;  // RuleSet::hash
  int fold_version = 0;    // of `fold` (kFoldVersion): facts that another one made are folded anew at Commit
  std::string command;     // written into the lock file for whoever waits
  // Reconciler::Fold. Called on the thread that calls Commit.
  std::function<std::vector<Fact>(std::span<const StoredClaim>)> fold;
  // Stages 2 to 4 and MakeEntry on one document; used for a copy that becomes a document's main source because that one
  // has changed. Called on the thread that calls Commit.
  std::function<DocumentEntry(const Document&, const EntityDecisions&)> extract;
  // Called once, with who holds the lock ("process 4242 on host (attest run …)"), before waiting for it. Returns
  // whether to wait; when it is empty or says no, Open fails with kIo.
  std::function<bool(std::string_view holder)> on_wait;
  uint64_t sort_bytes = 64u << 20;  // news beyond this are sorted in runs on disk, beside the store's files
};

struct RunSummary {
  uint64_t facts_added = 0, facts_changed = 0, facts_withdrawn = 0;
  uint64_t facts = 0, documents = 0, mentions = 0, claims = 0, entities = 0, rejects = 0;  // in the store now
  uint64_t single = 0, corroborated = 0, conflict = 0;                                     // facts of each status
  uint64_t documents_added = 0, documents_replaced = 0, documents_withdrawn = 0, copies_added = 0;
  uint64_t reviews_orphaned = 0;      // decisions whose claim is no longer extracted
  uint64_t reviews_contradicted = 0;  // decisions that newer articles speak against
  bool unchanged = false;             // nothing to write: every file is byte for byte what it was
};

class StoreUpdate {
 public:
  // Fails with kBadStore (damaged, of a newer format, or a folder with other things in it) or kIo.
  static Result<StoreUpdate> Open(UpdateOptions options);
  StoreUpdate(StoreUpdate&&) noexcept;
  StoreUpdate& operator=(StoreUpdate&&) noexcept;
  ~StoreUpdate();

  // What reviewers have decided about entities; what is added has to be made under it.
  const EntityDecisions& entities() const;

  // Stored documents that have to be extracted again: all of them when the store was written under other rules, so that
  // it never mixes the claims of two rule sets, and those that name an entity about which the reviewers' decisions have
  // changed. Add NextStored() until it is empty.
  bool rules_changed() const;
  bool entities_changed() const;
  Result<std::optional<Document>> NextStored();

  enum class Known {
    kNew,        // not in the store, or in it with another publication date: extract it and Add
    kCopy,       // the text is there from another source that comes first, or moved within its file: AddCopy
    kUnchanged,  // Keep
  };
  // Compares with the store as it was opened. Cheap beside extraction; safe from any number of threads.
  Known Check(const Document& document) const;

  // From one thread, in input order: of two articles with one source the later one counts. kIo when a run of news
  // cannot be written.
  Status Add(DocumentEntry entry);
  Status AddCopy(const Document& document);
  void Keep(const Source& source);
  // Withdraws a document by its id or the beginning of it ("sha256:9f3c"), or all that came from a path or has an own
  // id. A text that another source has given too stays under that one. Returns how many sources are forgotten; fails
  // with kNotFound when there is none, or when several ids begin so.
  Result<uint64_t> Forget(const std::string& document);
  // An input that could not be read. Kept until the same path is read again. `code` and `reason` as Reject has them.
  void AddReject(const Source& source, std::string_view code, std::string_view reason);

  // Merges, folds, writes, syncs and switches. Once; nothing may be called after it. kBadStore when an old file turns
  // out to be damaged, kIo when the disk is full or not writable; the store is then as it was.
  Result<RunSummary> Commit();

 private:
  struct State;
  explicit StoreUpdate(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace attest

#endif  // ATTEST_STORE_UPDATE_H_
