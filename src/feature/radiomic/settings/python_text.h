// Numbers and settings as Python prints them, for columns that PyRadiomics fills with Python's
// text.
#pragma once

#include <string>

namespace dlrr {

struct RadiomicSettings;
struct Yaml;

// Python's repr of a float: "6.0", "0.1", "1e-05", "nan".
std::string python_number(double value);

// A YAML value as Python's repr: None, True, [1, 2.5], 'sitkBSpline', {'sigma': [1.0]}.
std::string python_text(const Yaml& value);

// The dictionary of all settings in force, PyRadiomics' defaults first.
std::string python_settings(const RadiomicSettings& settings, int label);

}  // namespace dlrr
