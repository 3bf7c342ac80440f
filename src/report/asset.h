// The files that travel inside the program (cmake/DlrrWeb.cmake embeds them): the page's template,
// style and script, and the bundled Vega charts.
#pragma once

#include <string_view>

namespace dlrr {

std::string_view asset_page_template();
std::string_view asset_patient_template();
std::string_view asset_page_style();
std::string_view asset_page_script();
std::string_view asset_vega_bundle();

}  // namespace dlrr
