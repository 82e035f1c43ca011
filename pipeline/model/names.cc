// The words that stand for the enumerations in JSON.
#include <array>

#include "pipeline/model/claim.h"
#include "pipeline/model/fact.h"
#include "pipeline/model/mention.h"
#include "pipeline/model/value.h"

namespace attest {
namespace {

constexpr std::array<std::string_view, 6> kModifiers = {"exact", "about", "almost", "over", "under", "range"};
constexpr std::array<std::string_view, 5> kModalities = {"actual", "planned", "forecast", "possible", "denied"};
constexpr std::array<std::string_view, 8> kKinds = {"money",    "percent", "date",   "duration",
                                                    "quantity", "company", "person", "name"};
constexpr std::array<std::string_view, 3> kStatuses = {"single", "corroborated", "conflict"};

template <typename Enum, size_t N>
std::optional<Enum> FromName(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view ModifierName(Modifier modifier) { return kModifiers[static_cast<size_t>(modifier)]; }
std::optional<Modifier> ModifierFromName(std::string_view name) { return FromName<Modifier>(kModifiers, name); }
std::string_view ModalityName(Modality modality) { return kModalities[static_cast<size_t>(modality)]; }
std::optional<Modality> ModalityFromName(std::string_view name) { return FromName<Modality>(kModalities, name); }
std::string_view MentionKindName(MentionKind kind) { return kKinds[static_cast<size_t>(kind)]; }
std::string_view FactStatusName(FactStatus status) { return kStatuses[static_cast<size_t>(status)]; }

}  // namespace attest
