#include "port/svm.h"

#include <libsvm/svm.h>

#include <memory>
#include <string>

#include "base/error.h"

namespace dlrr {

namespace {

struct Freed {
  void operator()(svm_model* model) const { svm_free_and_destroy_model(&model); }
};

svm_parameter parameters(const SvmSettings& settings) {
  svm_parameter p{};
  p.svm_type = C_SVC;
  p.kernel_type = settings.rbf ? RBF : LINEAR;
  p.C = settings.cost;
  p.gamma = settings.gamma;
  p.eps = settings.tolerance;
  p.cache_size = 50;
  p.shrinking = 1;
  p.probability = 0;  // LIBSVM's own probabilities draw from the C library's global generator
  return p;
}

// Once for the process: LIBSVM keeps this in a global, which threads must not write at the same
// time.
bool silence() {
  svm_set_print_string_function([](const char*) {});
  return true;
}

SupportVectors plain(const svm_model& model, const SvmSettings& settings, std::size_t columns) {
  // LIBSVM calls the label of the first training row positive.
  const double sign = model.label[0] == 1 ? 1.0 : -1.0;
  SupportVectors out;
  out.rbf = settings.rbf;
  out.gamma = settings.rbf ? settings.gamma : 0.0;
  out.vectors = Matrix(static_cast<std::size_t>(model.l), columns);
  for (int i = 0; i < model.l; ++i) {
    out.coefficients.push_back(sign * model.sv_coef[0][i]);
    auto vector = out.vectors.row(static_cast<std::size_t>(i));
    for (const svm_node* node = model.SV[i]; node->index > 0; ++node)
      vector[static_cast<std::size_t>(node->index - 1)] = node->value;
  }
  out.offset = -sign * model.rho[0];
  return out;
}

}  // namespace

SupportVectors train_svm(const Matrix& x, std::span<const int> outcome,
                         const SvmSettings& settings) {
  [[maybe_unused]] static const bool silent = silence();
  const std::size_t width = x.columns() + 1;
  std::vector<svm_node> nodes(x.rows() * width);
  std::vector<svm_node*> rows(x.rows());
  std::vector<double> labels(x.rows());
  for (std::size_t i = 0; i < x.rows(); ++i) {
    rows[i] = nodes.data() + i * width;
    labels[i] = outcome[i] ? 1 : -1;
    for (std::size_t j = 0; j < x.columns(); ++j) rows[i][j] = {static_cast<int>(j + 1), x(i, j)};
    rows[i][x.columns()] = {-1, 0.0};
  }
  svm_problem problem{static_cast<int>(x.rows()), labels.data(), rows.data()};
  svm_parameter p = parameters(settings);
  int labels_of_weights[] = {1, -1};
  double weights[] = {settings.event_weight, settings.other_weight};
  p.nr_weight = 2;
  p.weight_label = labels_of_weights;
  p.weight = weights;
  if (const char* wrong = svm_check_parameter(&problem, &p))
    throw Error(ErrorKind::internal,
                "support vector machine: LIBSVM refuses its settings: " + std::string(wrong));
  const std::unique_ptr<svm_model, Freed> model(svm_train(&problem, &p));
  if (model->nr_class != 2)
    throw Error("support vector machine: the training rows have one outcome only, expected both");
  return plain(*model, settings, x.columns());
}

}  // namespace dlrr
