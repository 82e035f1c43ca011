// Reading JSON whose form is not certain: what is absent or of another kind reads as nothing.
#ifndef ATTEST_EVAL_JSON_FIELD_H_
#define ATTEST_EVAL_JSON_FIELD_H_

#include <nlohmann/json.hpp>
#include <string>

namespace attest {

// The field of an object; a null when absent. The reference lives as long as `object`.
const nlohmann::json& Field(const nlohmann::json& object, const char* name);
// The field's string; "" when it is none.
std::string Text(const nlohmann::json& object, const char* name);
// The field's array; an empty one when it is none.
const nlohmann::json& Items(const nlohmann::json& object, const char* name);

}  // namespace attest

#endif  // ATTEST_EVAL_JSON_FIELD_H_
