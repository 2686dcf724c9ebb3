#include "wire/operation_type.hpp"

#include <algorithm>
#include <vector>

#include "core/ascii.hpp"
#include "wire/model.hpp"
#include "wire/model_reader.hpp"
#include "wire/reply.hpp"

namespace mfaclient {
namespace {

std::vector<std::string_view> required_by(const Evidence& evidence) {
  std::vector<std::string_view> names(evidence.fields.begin(), evidence.fields.end());
  std::erase(names, std::string_view{});
  return names;
}

Result<void> read_located(const OperationType& type, const void* op, const Evidence& evidence,
                          std::string_view body, void* output) {
  wire::JsonDocument document(body);
  const auto item = type.locate(op, document.root());
  if (document.fault()) return *document.fault();
  // The paths of the evidence begin at the root, and what is around the item differs: its last name decides.
  auto required = required_by(evidence);
  for (auto& name : required) name.remove_prefix(name.rfind('.') + 1);
  return wire::read_model(item, type.output, output, {.required = required});
}

Result<void> read_output(const OperationType& type, const void* op, const Evidence& evidence,
                         std::string_view body, void* output) {
  const auto required = required_by(evidence);
  const bool nothing_to_read = type.output.empty() && required.empty();
  if (nothing_to_read || (evidence.status_alone && ascii::trim(body).empty())) return {};
  if (type.locate != nullptr) return read_located(type, op, evidence, body, output);
  return wire::read_model(body, type.output, output, {.required = required});
}

}  // namespace

OperationInfo OperationRef::info() const { return type_->facts != nullptr ? type_->facts(op_) : type_->info; }

Result<http::Request> OperationRef::encode() const {
  auto fine = wire::check_model(type_->input, op_);
  if (fine && type_->check != nullptr) fine = type_->check(op_);
  if (!fine) return std::move(fine).error();
  const auto facts = info();
  return type_->encode != nullptr ? type_->encode(op_, facts)
                                  : Result<http::Request>(wire::write_request(facts, type_->input, op_));
}

Result<void> OperationRef::decode(const http::Response& response, void* output) const {
  const auto facts = info();
  if (auto refusal = type_->verdict(op_, facts, response)) return *std::move(refusal);
  if (auto seen = wire::check_evidence(response, facts.evidence); !seen) return seen;
  if (type_->decode != nullptr) return type_->decode(op_, response, output);
  if (auto read = read_output(*type_, op_, facts.evidence, response.body.reveal(), output); !read)
    return read;
  return type_->finish != nullptr ? type_->finish(op_, response, output) : Result<void>();
}

namespace detail {

const OperationType& nth_type(const OperationType* types, std::size_t index) noexcept { return types[index]; }

}  // namespace detail
}  // namespace mfaclient
