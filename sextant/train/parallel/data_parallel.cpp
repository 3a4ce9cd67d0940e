#include "sextant/train/parallel/data_parallel.h"

#include <string>
#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/HashStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/reducer.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sextant::train {
namespace {

/// PyTorch's own sizes: a small first bucket, so that the first sum begins early.
constexpr int64_t kFirstBucketBytes = 1 << 20, kBucketBytes = 25 << 20;

/// What was done by the time it was asked for.
class DoneWork final : public c10d::Work {
 public:
  DoneWork(c10d::OpType type, std::vector<torch::Tensor> tensors)
      : Work(/*rank=*/-1, type),
        future_(c10::make_intrusive<c10::ivalue::Future>(c10::ListType::create(c10::TensorType::get()))) {
    future_->markCompleted(c10::IValue(std::move(tensors)));
  }
  bool isCompleted() override { return true; }
  bool wait(std::chrono::milliseconds) override { return true; }
  c10::intrusive_ptr<c10::ivalue::Future> getFuture() override { return future_; }

 private:
  c10::intrusive_ptr<c10::ivalue::Future> future_;
};

/// The two calls the Reducer makes. On the CPU both end before they return: a thread that talked while others compute
/// would take the core they need.
class RanksBackend final : public c10d::Backend {
 public:
  explicit RanksBackend(Ranks& ranks)
      : Backend(static_cast<int>(ranks.rank()), static_cast<int>(ranks.count())), ranks_(ranks) {}

  const std::string getBackendName() const override { return "sextant-mpi"; }

  c10::intrusive_ptr<c10d::Work> allreduce(std::vector<torch::Tensor>& tensors,
                                           const c10d::AllreduceOptions&) override {
    for (const torch::Tensor& tensor : tensors) ranks_.add_up(tensor);
    return c10::make_intrusive<DoneWork>(c10d::OpType::ALLREDUCE, tensors);
  }

  c10::intrusive_ptr<c10d::Work> broadcast(std::vector<torch::Tensor>& tensors,
                                           const c10d::BroadcastOptions& options) override {
    for (const torch::Tensor& tensor : tensors) ranks_.spread(tensor, options.rootRank);
    return c10::make_intrusive<DoneWork>(c10d::OpType::BROADCAST, tensors);
  }

 private:
  Ranks& ranks_;
};

c10::intrusive_ptr<c10d::ProcessGroup> group_of(Ranks& ranks) {
  using BackendType = c10d::ProcessGroup::BackendType;
  // The store is for groups that must find each other; MPI's have.
  auto group = c10::make_intrusive<c10d::ProcessGroup>(c10::make_intrusive<c10d::HashStore>(),
                                                       static_cast<int>(ranks.rank()), static_cast<int>(ranks.count()));
  group->setBackend(c10::kCPU, BackendType::CUSTOM, c10::make_intrusive<RanksBackend>(ranks));
  group->setDefaultBackend(BackendType::CUSTOM);
  return group;
}

}  // namespace

DataParallel::DataParallel(const torch::nn::Module& model, Ranks& ranks) {
  std::vector<torch::Tensor> parameters;
  std::unordered_map<size_t, std::string> names;
  for (const auto& parameter : model.named_parameters()) {
    if (!parameter.value().requires_grad()) continue;
    names[parameters.size()] = parameter.key();
    parameters.push_back(parameter.value());
  }
  const std::vector<bool> sparse(parameters.size(), false);
  const auto [buckets, limits] =
      c10d::compute_bucket_assignment_by_size(parameters, {kFirstBucketBytes, kBucketBytes}, sparse);
  reducer_ = std::make_unique<c10d::Reducer>(parameters, buckets, group_of(ranks), sparse, kBucketBytes,
                                             /*find_unused_parameters=*/false, /*gradient_as_bucket_view=*/true, names,
                                             kFirstBucketBytes, /*skip_all_reduce_unused_params=*/false,
                                             /*use_python_reducer=*/false, std::vector<int64_t>{});
}
DataParallel::~DataParallel() = default;

void DataParallel::average_next() { reducer_->prepare_for_backward({}); }

}  // namespace sextant::train
