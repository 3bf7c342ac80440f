# Puts the page's template, style, script and the bundled charts into the report room, so that the
# program is one file. `tools/web-bundle` (called by ./dev setup) makes the bundle.
set(web_bundle ${CMAKE_SOURCE_DIR}/build/web/vega_bundle.js)
if(TARGET dlrr_report)
  if(NOT EXISTS ${web_bundle})
    message(FATAL_ERROR "build/web/vega_bundle.js not found: run ./dev setup (or tools/web-bundle)")
  endif()
  set(asset_files ${web_bundle})
  set(asset_code "// Made by cmake/DlrrWeb.cmake: the files of the page, as they are.\n")
  string(APPEND asset_code "#include \"report/asset.h\"\n")
  function(dlrr_asset name file)
    set(asset_code "${asset_code}
asm(\".pushsection .rodata\\n.global dlrr_asset_${name}\\ndlrr_asset_${name}:\\n\"
    \".incbin \\\"${file}\\\"\\n.global dlrr_asset_${name}_end\\n\"
    \"dlrr_asset_${name}_end:\\n.byte 0\\n.popsection\");
extern \"C\" const char dlrr_asset_${name}[], dlrr_asset_${name}_end[];
std::string_view dlrr::asset_${name}() {
  const auto size = dlrr_asset_${name}_end - dlrr_asset_${name};
  return {dlrr_asset_${name}, static_cast<std::size_t>(size)};
}
" PARENT_SCOPE)
  endfunction()
  dlrr_asset(vega_bundle ${web_bundle})
  foreach(pair page_template=template.html patient_template=patient.html page_style=report.css
          page_script=report.js)
    string(REPLACE "=" ";" parts ${pair})
    list(GET parts 0 asset_name)
    list(GET parts 1 asset_file)
    dlrr_asset(${asset_name} ${CMAKE_SOURCE_DIR}/src/report/${asset_file})
    list(APPEND asset_files ${CMAKE_SOURCE_DIR}/src/report/${asset_file})
  endforeach()
  set(asset_source ${CMAKE_BINARY_DIR}/report_assets.cpp)
  file(CONFIGURE OUTPUT ${asset_source} CONTENT "${asset_code}" @ONLY)
  set_source_files_properties(${asset_source} PROPERTIES OBJECT_DEPENDS "${asset_files}")
  target_sources(dlrr_report PRIVATE ${asset_source})
  if(TARGET test_report)
    add_test(NAME browser_report COMMAND ${CMAKE_SOURCE_DIR}/tests/browser/run ${CMAKE_BINARY_DIR})
    set_tests_properties(browser_report PROPERTIES LABELS browser)
  endif()
endif()
