# What `cmake --install` puts where, below a prefix of the person's choice.
include(GNUInstallDirs)

install(TARGETS tbtop RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TIC)
	install(DIRECTORY ${TERMINFO_DIR}/ DESTINATION ${CMAKE_INSTALL_DATADIR}/tbtop/terminfo)
endif()
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

# The manual; the page of keys is printed by a program that knows the lists of actions and tabs.
add_executable(tbtop_keys ${CMAKE_SOURCE_DIR}/src/man/keys.c)
target_link_libraries(tbtop_keys PRIVATE tbtop_view)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/man/tbtop-keys.7
	COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/man
	COMMAND tbtop_keys > ${CMAKE_BINARY_DIR}/man/tbtop-keys.7
	DEPENDS tbtop_keys VERBATIM)
add_custom_target(tbtop_manual ALL DEPENDS ${CMAKE_BINARY_DIR}/man/tbtop-keys.7)
foreach(section 1 5 7) # 3 goes with its library, see src/write/package.cmake
	file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/man/*.${section})
	if(section EQUAL 7)
		list(APPEND pages ${CMAKE_BINARY_DIR}/man/tbtop-keys.7)
	endif()
	install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# Files that name others of the installation: where that is, is known when it is made.
set(PLACED_DIR ${CMAKE_BINARY_DIR}/placed)
install(CODE "
	set(TBTOP_PREFIX \${CMAKE_INSTALL_PREFIX})
	foreach(name tbtop.tmux.conf tbtop-wait@.service)
		configure_file(\"${CMAKE_CURRENT_LIST_DIR}/\${name}\" \"${PLACED_DIR}/\${name}\" @ONLY)
	endforeach()")
install(FILES ${PLACED_DIR}/tbtop.tmux.conf DESTINATION ${CMAKE_INSTALL_DATADIR}/tbtop)
install(FILES ${PLACED_DIR}/tbtop-wait@.service DESTINATION ${CMAKE_INSTALL_DATADIR}/systemd/user)

install(DIRECTORY ${CMAKE_CURRENT_LIST_DIR}/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/tbtop)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/src/doc/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")

# Where the shells look for completions below any prefix of XDG_DATA_DIRS; Debian's zsh in a directory of its own.
set(COMPLETIONS ${CMAKE_CURRENT_LIST_DIR}/completions)
install(FILES ${COMPLETIONS}/tbtop.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME tbtop)
install(FILES ${COMPLETIONS}/tbtop.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${COMPLETIONS}/_tbtop DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
if(EXISTS /etc/debian_version)
	install(FILES ${COMPLETIONS}/_tbtop DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
endif()

include(${CMAKE_CURRENT_LIST_DIR}/package.cmake)
