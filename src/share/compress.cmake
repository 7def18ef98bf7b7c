# Before a package is made of what was installed: manual pages as Debian wants them.
file(GLOB pages ${CPACK_TEMPORARY_DIRECTORY}/usr/share/man/man*/*.[1-9])
find_program(GZIP gzip)
if(GZIP AND pages)
	execute_process(COMMAND ${GZIP} -9nf ${pages} COMMAND_ERROR_IS_FATAL ANY)
endif()
