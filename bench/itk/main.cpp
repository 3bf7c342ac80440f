// ITK as its users call it from C++, one long-lived process that speaks the lines of peer.py:
// dlrr_bench_itk INPUTS answers "REPEATS VALUES|-|PREFIX TASK ARGUMENTS..." with a line of JSON.
#include <itkBSplineInterpolateImageFunction.h>
#include <itkImageFileReader.h>
#include <itkImageRegionConstIterator.h>
#include <itkLaplacianRecursiveGaussianImageFilter.h>
#include <itkMultiThreaderBase.h>
#include <itkNiftiImageIO.h>
#include <itkResampleImageFilter.h>
#include <itkVersion.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using Voxels = itk::Image<short, 3>;
using Reals = itk::Image<float, 3>;
using Named = std::vector<std::pair<std::string, std::vector<double>>>;

struct Work {
  std::function<void()> run;
  std::function<Named()> arrays;
};

Voxels::Pointer read(const std::string& path) {
  auto reader = itk::ImageFileReader<Voxels>::New();
  reader->SetImageIO(itk::NiftiImageIO::New());
  reader->SetFileName(path);
  reader->Update();
  return reader->GetOutput();
}

template <class Image>
std::vector<double> numbers(const Image& image) {
  std::vector<double> out;
  out.reserve(image.GetLargestPossibleRegion().GetNumberOfPixels());
  itk::ImageRegionConstIterator<Image> at(&image, image.GetLargestPossibleRegion());
  for (; !at.IsAtEnd(); ++at) out.push_back(static_cast<double>(at.Get()));
  return out;
}

// log SIGMA...
Work log_task(const std::string& inputs, const std::vector<std::string>& sigmas) {
  const Voxels::Pointer image = read(inputs + "/filter_image.nii");
  auto results = std::make_shared<std::vector<Reals::Pointer>>();
  Work work;
  work.run = [=] {
    results->clear();
    for (const std::string& sigma : sigmas) {
      auto filter = itk::LaplacianRecursiveGaussianImageFilter<Voxels, Reals>::New();
      filter->SetNormalizeAcrossScale(true);
      filter->SetSigma(std::stod(sigma));
      filter->SetInput(image);
      filter->Update();
      results->push_back(filter->GetOutput());
    }
  };
  work.arrays = [=] {
    Named out;
    for (std::size_t i = 0; i < sigmas.size(); ++i) {
      std::string text = sigmas[i];
      std::replace(text.begin(), text.end(), '.', '-');
      out.emplace_back("log-sigma-" + text + "-mm-3D", numbers(*(*results)[i]));
    }
    return out;
  };
  return work;
}

// resample GRID
Work resample_task(const std::string& inputs, const std::vector<std::string>& arguments) {
  const Voxels::Pointer image = read(inputs + "/phase0.nii.gz");
  Voxels::SizeType size;
  Voxels::SpacingType spacing;
  Voxels::PointType origin;
  std::ifstream grids(inputs + "/grids.txt");
  for (std::string line, name; std::getline(grids, line) && name != arguments.at(0);) {
    std::istringstream words(line);
    words >> name;
    for (auto& n : size) words >> n;
    for (unsigned a = 0; a < 3; ++a) words >> spacing[a];
    for (unsigned a = 0; a < 3; ++a) words >> origin[a];
  }
  auto result = std::make_shared<Voxels::Pointer>();
  Work work;
  work.run = [=] {
    auto filter = itk::ResampleImageFilter<Voxels, Voxels>::New();
    filter->SetInterpolator(itk::BSplineInterpolateImageFunction<Voxels, double, double>::New());
    filter->SetSize(size);
    filter->SetOutputSpacing(spacing);
    filter->SetOutputOrigin(origin);
    filter->SetOutputDirection(image->GetDirection());
    filter->SetInput(image);
    filter->Update();
    *result = filter->GetOutput();
  };
  work.arrays = [=] { return Named{{"image", numbers(**result)}}; };
  return work;
}

// How far one array lies from ours in a file, as a member of a JSON object.
std::string compared(const std::string& name, const std::vector<double>& theirs,
                     const std::string& path) {
  std::vector<double> ours(theirs.size() + 1);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(ours.data()),
            static_cast<std::streamsize>(ours.size() * sizeof(double)));
  if (static_cast<std::size_t>(file.gcount()) != theirs.size() * sizeof(double))
    throw std::runtime_error(name + ": other numbers than " + std::to_string(theirs.size()));
  double most = 0, largest = 0;
  std::size_t differing = 0;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    const double apart = std::fabs(ours[i] - theirs[i]);
    if (!(apart <= 0)) ++differing;
    most = std::isnan(apart) ? HUGE_VAL : std::max(most, apart);
    largest = std::max(largest, std::fabs(theirs[i]));
  }
  std::ostringstream out;
  out.precision(17);
  out << '"' << name << "\": {\"apart\": " << most << ", \"largest\": " << largest
      << ", \"differing\": " << differing << ", \"size\": " << theirs.size() << '}';
  return out.str();
}

class Server {
 public:
  explicit Server(std::string inputs) : inputs_(std::move(inputs)) {}

  std::string answer(const std::string& line) {
    std::istringstream in(line);
    int repeats = 0;
    std::string want, word;
    std::vector<std::string> words;
    in >> repeats >> want;
    while (in >> word) words.push_back(word);
    prepare(words);
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu = std::clock();
    for (int i = 0; i < repeats; ++i) work_.run();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const double used = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
    std::ostringstream out;
    out << "{\"seconds\": " << wall.count() / repeats << ", \"cpu\": " << used / repeats;
    if (want != "-") {
      std::string arrays;
      for (const auto& [name, values] : work_.arrays())
        arrays += (arrays.empty() ? "" : ", ") + compared(name, values, want + "." + name);
      out << ", \"arrays\": {" << arrays << '}';
    }
    out << '}';
    return out.str();
  }

 private:
  void prepare(const std::vector<std::string>& words) {
    if (words == ready_) return;
    ready_.clear();
    work_ = {};
    const std::vector<std::string> arguments(words.begin() + 1, words.end());
    if (words.at(0) == "log")
      work_ = log_task(inputs_, arguments);
    else if (words.at(0) == "resample")
      work_ = resample_task(inputs_, arguments);
    else
      throw std::runtime_error("no task " + words.at(0));
    ready_ = words;
  }

  std::string inputs_;
  std::vector<std::string> ready_;
  Work work_;
};

std::string quoted(std::string text) {
  std::replace(text.begin(), text.end(), '"', '\'');
  std::replace(text.begin(), text.end(), '\n', ' ');
  return '"' + text + '"';
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fprintf(stderr, "usage: dlrr_bench_itk INPUTS\n");
    return 1;
  }
  itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(1);
  Server server(words[1]);
  std::cout << "{\"ITK\": " << quoted(itk::Version::GetITKVersion())
            << ", \"compiler\": " << quoted(DLRR_BENCH_COMPILER) << '}' << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    try {
      std::cout << server.answer(line) << std::endl;
    } catch (const std::exception& problem) {
      std::cout << "{\"error\": " << quoted(problem.what()) << '}' << std::endl;
    }
  }
  return 0;
}
