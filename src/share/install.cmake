# What `cmake --install` puts where, below a prefix of the person's choice.
include(GNUInstallDirs)

install(TARGETS tbtop RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TIC)
	install(DIRECTORY ${TERMINFO_DIR}/ DESTINATION ${CMAKE_INSTALL_DATADIR}/tbtop/terminfo)
endif()
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

# Files that name others of the installation: where that is, is known when it is made.
set(PLACED_DIR ${CMAKE_BINARY_DIR}/placed)
install(CODE "
	set(TBTOP_PREFIX \${CMAKE_INSTALL_PREFIX})
	foreach(name tbtop.tmux.conf tbtop-wait@.service)
		configure_file(\"${CMAKE_CURRENT_LIST_DIR}/\${name}\" \"${PLACED_DIR}/\${name}\" @ONLY)
	endforeach()")
install(FILES ${PLACED_DIR}/tbtop.tmux.conf DESTINATION ${CMAKE_INSTALL_DATADIR}/tbtop)
install(FILES ${PLACED_DIR}/tbtop-wait@.service DESTINATION ${CMAKE_INSTALL_DATADIR}/systemd/user)
