# How this project makes a target: one place for language level, warnings and names.

option(MFACLIENT_WERROR "Warnings are errors (our own builds; never a consumer's)" OFF)

# The flags of our own code; private, so that no consumer inherits them.
function(mfaclient_compile_options target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
    # When it optimises, GCC 12 sees an overlap in `"text" + string` (GCC bug 105651) and an unset value inside an empty
    # std::optional (GCC bug 80635). Clang's own analysis and the sanitizers stand in for both.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    $<$<BOOL:${MFACLIENT_WERROR}>:-Werror>)
endfunction()

# A component: library mfaclient_<name>, alias and installed name mfaclient::<name>.
function(mfaclient_component name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;PUBLIC;PRIVATE")
  set(target mfaclient_${name})
  add_library(${target} ${arg_SOURCES})
  add_library(mfaclient::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>
                                       PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  mfaclient_compile_options(${target})
endfunction()
