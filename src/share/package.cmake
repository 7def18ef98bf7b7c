# A Debian package and a source tarball: `cpack -G DEB` and `cpack --config CPackSourceConfig.cmake` in the build directory.
set(CPACK_PACKAGE_NAME tbtop)
set(CPACK_PACKAGE_CONTACT "The tbtop authors <tbtop@localhost>")
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/compress.cmake)

set(CPACK_GENERATOR DEB)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS ncurses-base)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "man-db, tmux")
set(CPACK_DEBIAN_DESCRIPTION "TensorBoard in a terminal
 tbtop shows every run and tag of event files live, in an SSH session or a
 tmux pane, without a browser, a server or Python. It reads the files of
 TensorFlow, Keras, PyTorch, tensorboardX, JAX and Lightning, keeps every
 point, and tells of damaged records instead of giving files up.")

set(CPACK_SOURCE_GENERATOR TXZ)
set(CPACK_SOURCE_PACKAGE_FILE_NAME tbtop-${PROJECT_VERSION})
set(CPACK_SOURCE_IGNORE_FILES "^${CMAKE_SOURCE_DIR}/build" "/\\\\.git/" "/\\\\.git$" "/shared/" "/__pycache__/" "~$")
include(CPack)
