# The house, in the order of the study's data flow. A room links only what stands before it.
dlrr_room(base)
# Loops compiled for several instruction sets, chosen at run time. One rounding per operation on each of them.
dlrr_room(kernel dlrr_base hwy)
if(TARGET dlrr_kernel)
  target_compile_options(dlrr_kernel PRIVATE -ffp-contract=off -O3)
  # Beside AVX2 and AVX-512: machines before 2013, and compression of small numbers in newer ones.
  target_compile_definitions(dlrr_kernel PUBLIC HWY_WANT_SSE4 HWY_WANT_AVX3_DL)
endif()

dlrr_port(json_text nlohmann_json::nlohmann_json)
dlrr_port(yaml yaml-cpp)
dlrr_port(digest crypto)
dlrr_port(png png)
dlrr_port(gzip deflate)
dlrr_port(zip zip)
dlrr_port(nifti)
dlrr_port(image_file ${CMAKE_DL_LIBS} port_gzip port_nifti)
dlrr_port(dnnl dnnl gomp)
dlrr_port(svm svm)
dlrr_port(xgboost xgboost)
dlrr_port(distributions boost_math)
if(DLRR_LIGHTGBM)
  dlrr_port(lightgbm lightgbm)
endif()

# ITK costs 30 ms at start-up, so it sits in a module that is loaded when the first image is read.
if(EXISTS ${CMAKE_SOURCE_DIR}/src/port/itk_module.cpp)
  add_library(dlrr_itk MODULE src/port/itk_module.cpp)
  target_include_directories(dlrr_itk PRIVATE src)
  target_include_directories(dlrr_itk SYSTEM PRIVATE ${ITK_INCLUDE_DIRS})
  target_link_libraries(dlrr_itk PRIVATE ${ITK_LIBRARIES})
  set_target_properties(dlrr_itk PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/dlrr)
  add_dependencies(port_image_file dlrr_itk)
endif()

dlrr_room(image dlrr_base dlrr_kernel port_image_file port_png port_gzip)
set_source_files_properties(src/image/filter/fourier.cpp src/image/filter/convolve.cpp PROPERTIES
  COMPILE_OPTIONS -O3)  # loops over lines side by side, which -O2 leaves scalar
dlrr_room(region dlrr_image)
dlrr_room(feature dlrr_region dlrr_kernel port_yaml port_json_text port_digest port_dnnl port_zip Eigen3::Eigen)

dlrr_room(table dlrr_base port_gzip)
dlrr_room(select dlrr_table dlrr_kernel port_distributions Eigen3::Eigen)
dlrr_room(model dlrr_table port_json_text port_svm port_lightgbm port_xgboost Eigen3::Eigen)
if(TARGET dlrr_model AND TARGET port_lightgbm)
  target_compile_definitions(dlrr_model PRIVATE DLRR_LIGHTGBM)
endif()
if(TARGET oracle_select)
  target_link_libraries(oracle_select PRIVATE port_json_text)
endif()
dlrr_room(evaluate dlrr_base port_distributions port_yaml port_zip Eigen3::Eigen)
if(TARGET oracle_evaluate)
  target_link_libraries(oracle_evaluate PRIVATE port_json_text port_gzip)
endif()
dlrr_room(report dlrr_evaluate port_json_text)
include(DlrrWeb)            # page, style, script and charts inside the program

dlrr_room(study dlrr_feature dlrr_select dlrr_model dlrr_evaluate dlrr_report port_yaml port_zip port_json_text port_digest)

if(TARGET dlrr_study)
  target_compile_definitions(dlrr_study PUBLIC DLRR_VERSION="${PROJECT_VERSION}" DLRR_LIBRARIES="${dlrr_libraries}")
endif()

# The program: one file per command, one list; main.cpp apart, so that tests can walk the list.
file(GLOB command_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/command/*.cpp)
if(command_sources)
  list(REMOVE_ITEM command_sources ${CMAKE_SOURCE_DIR}/src/command/main.cpp)
  add_library(dlrr_command STATIC ${command_sources})
  target_link_libraries(dlrr_command PUBLIC dlrr_study PRIVATE CLI11::CLI11)
  add_executable(dlrr src/command/main.cpp)
  target_link_libraries(dlrr PRIVATE dlrr_command)
  set_target_properties(dlrr PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/dlrr")
  install(TARGETS dlrr RUNTIME DESTINATION bin)
  install(TARGETS dlrr_itk LIBRARY DESTINATION lib/dlrr)
  if(DLRR_LIGHTGBM)
    install(FILES ${lightgbm_so} DESTINATION lib/dlrr)
  endif()
endif()

# Tests of the wrappers: tests/port/*_test.cpp become test_port.
file(GLOB port_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/port/*_test.cpp)
if(port_tests)
  add_executable(test_port ${port_tests})
  target_include_directories(test_port PRIVATE tests)
  foreach(port json_text yaml digest png gzip zip image_file distributions)
    if(TARGET port_${port})
      target_link_libraries(test_port PRIVATE port_${port})
    endif()
  endforeach()
  target_link_libraries(test_port PRIVATE GTest::gtest_main GTest::gmock)
  add_test(NAME test_port COMMAND test_port)
  set_tests_properties(test_port PROPERTIES LABELS unit)
endif()

# What every family, filter, algorithm, section and command must obey: tests/contract/*_test.cpp.
file(GLOB contract_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/contract/*_test.cpp)
if(contract_tests)
  add_executable(contract ${contract_tests})
  target_include_directories(contract PRIVATE tests)
  target_link_libraries(contract PRIVATE dlrr_command GTest::gtest_main GTest::gmock)
  add_test(NAME contract COMMAND contract)
  set_tests_properties(contract PROPERTIES LABELS unit)
endif()

dlrr_no_test_is_lost()

# ./dev bench: not part of a plain build.
find_package(benchmark QUIET)
if(benchmark_FOUND AND TARGET dlrr_study)
  add_executable(dlrr_bench EXCLUDE_FROM_ALL bench/bench.cpp)
  target_link_libraries(dlrr_bench PRIVATE dlrr_study benchmark::benchmark)
endif()
# Our side of the rows that bench/run compares with other programs.
file(GLOB bench_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/ours/*.cpp)
if(bench_sources AND TARGET dlrr_study)
  add_executable(dlrr_bench_rows EXCLUDE_FROM_ALL ${bench_sources})
  target_include_directories(dlrr_bench_rows PRIVATE bench)
  target_link_libraries(dlrr_bench_rows PRIVATE dlrr_study port_json_text)
  set(bench_compiler "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS_RELEASE}")
  target_compile_definitions(dlrr_bench_rows PRIVATE
    DLRR_BENCH_COMPILER="${bench_compiler}, kernels -O3 -ffp-contract=off")
  # A peer: ITK's own filters, without a Python between. A function, since it needs more of ITK.
  function(dlrr_bench_itk)
    find_package(ITK 5.2 QUIET
                 COMPONENTS ITKIONIFTI ITKImageFeature ITKImageFunction ITKImageGrid ITKSmoothing ITKTransform)
    if(NOT ITK_FOUND)
      add_custom_target(dlrr_bench_itk)  # its rows say "not here"
      return()
    endif()
    add_executable(dlrr_bench_itk EXCLUDE_FROM_ALL bench/itk/main.cpp)
    target_include_directories(dlrr_bench_itk SYSTEM PRIVATE ${ITK_INCLUDE_DIRS})
    target_link_libraries(dlrr_bench_itk PRIVATE ${ITK_LIBRARIES})
    target_compile_definitions(dlrr_bench_itk PRIVATE DLRR_BENCH_COMPILER="${bench_compiler}")
  endfunction()
  dlrr_bench_itk()
endif()
