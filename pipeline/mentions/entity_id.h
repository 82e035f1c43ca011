// The id of what a name stands for, made from the name alone, so that every document gives a name the same id.
#ifndef ATTEST_MENTIONS_ENTITY_ID_H_
#define ATTEST_MENTIONS_ENTITY_ID_H_

#include <string>
#include <string_view>

namespace attest {

// "SoftBank Group Corp." -> "softbank", "Time Warner Inc" -> "time-warner", "Telefónica" -> "telefonica".
// A leading "the", legal forms and trailing generic designators (Group, Holdings, "& Co") are dropped unless nothing
// would remain; letters are case-folded and stripped of accents (ICU; a letter without an ASCII form stays as it is);
// what remains is joined by hyphens. Empty only for a name without a letter or digit.
std::string EntityId(std::string_view name);

// The same with legal forms and designators kept, for one of two companies of a name: "Merck & Co" -> "merck-co".
std::string FullEntityId(std::string_view name);

}  // namespace attest

#endif  // ATTEST_MENTIONS_ENTITY_ID_H_
