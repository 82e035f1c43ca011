// The names and the version of a store's files: what writer and readers share.
//
//   STORE/facts.jsonl …          symbolic links into STORE/.store/current/, one a file
//   STORE/.store/current         symbolic link to the generation that counts; switching it is the commit
//   STORE/.store/N/              a generation: the files of one commit, never changed after it
//   STORE/.store/lock            held by the run that writes
//   STORE/reviews.jsonl          a file of its own, because decisions are appended between runs
#ifndef ATTEST_STORE_LAYOUT_H_
#define ATTEST_STORE_LAYOUT_H_

#include <array>
#include <string_view>

namespace attest::layout {

inline constexpr int kFormat = 1;  // store.json "format"; a reader refuses a newer one

inline constexpr std::string_view kFacts = "facts.jsonl";
inline constexpr std::string_view kDocuments = "documents.jsonl";
inline constexpr std::string_view kMentions = "mentions.jsonl";
inline constexpr std::string_view kClaims = "claims.jsonl";
inline constexpr std::string_view kNames = "names.jsonl";
inline constexpr std::string_view kEntities = "entities.jsonl";
inline constexpr std::string_view kRejects = "rejects.jsonl";
inline constexpr std::string_view kChanges = "changes.jsonl";
inline constexpr std::string_view kReviews = "reviews.jsonl";
inline constexpr std::string_view kManifest = "store.json";

// What store.json gives counts and checksums of: what the articles and the rules determine. changes.jsonl depends on
// the run before, reviews.jsonl on people.
inline constexpr std::array kChecked = {kClaims, kDocuments, kEntities, kFacts, kMentions, kNames, kRejects};

inline constexpr std::string_view kInner = ".store";  // folder of generations and lock
inline constexpr std::string_view kCurrent = "current";
inline constexpr std::string_view kLock = "lock";

}  // namespace attest::layout

#endif  // ATTEST_STORE_LAYOUT_H_
