# Takes a code block out of README.md, so that what it shows is what the tests compile and run.

# Writes the block that follows the line "<!-- test: <name> -->" to <directory>/<name>, when it changed.
function(mfaclient_extract_readme name directory)
  set(readme ${PROJECT_SOURCE_DIR}/README.md)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${readme})
  file(READ ${readme} text)
  set(mark "<!-- test: ${name} -->\n```")
  string(FIND "${text}" "${mark}" begin)
  if(begin EQUAL -1)
    message(FATAL_ERROR "README.md has no code block marked '${name}'")
  endif()
  string(LENGTH "${mark}" length)
  math(EXPR begin "${begin} + ${length}")
  string(SUBSTRING "${text}" ${begin} -1 text)
  string(FIND "${text}" "\n" begin)  # the fence ends with the name of the language
  math(EXPR begin "${begin} + 1")
  string(FIND "${text}" "\n```" end)
  math(EXPR length "${end} - ${begin} + 1")
  string(SUBSTRING "${text}" ${begin} ${length} block)
  file(WRITE ${directory}/${name}.new "${block}")
  file(COPY_FILE ${directory}/${name}.new ${directory}/${name} ONLY_IF_DIFFERENT)
  file(REMOVE ${directory}/${name}.new)
endfunction()
