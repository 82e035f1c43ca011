#include "pipeline/eval/json_field.h"

namespace attest {

const nlohmann::json& Field(const nlohmann::json& object, const char* name) {
  static const auto* const nothing = new nlohmann::json();
  if (!object.is_object()) return *nothing;
  const auto found = object.find(name);
  return found == object.end() ? *nothing : *found;
}

std::string Text(const nlohmann::json& object, const char* name) {
  const nlohmann::json& field = Field(object, name);
  return field.is_string() ? field.get<std::string>() : std::string();
}

const nlohmann::json& Items(const nlohmann::json& object, const char* name) {
  static const auto* const none = new nlohmann::json(nlohmann::json::array());
  const nlohmann::json& field = Field(object, name);
  return field.is_array() ? field : *none;
}

}  // namespace attest
