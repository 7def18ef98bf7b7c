# libtbtop-record: the recorder for other programs, shared and static, its symbols but those of record.h hidden.
include(GNUInstallDirs)

set(RECORD_NAMES array audio bytes chrome embedding event event_file graph gzip histogram hparams image lanes layout mesh
	message outbox picture_file pixels pr_curve profile record_frame registry scalar session shards shared_file side_file
	span span_name tensor text ticks utf8 wav writer xspace)
list(TRANSFORM RECORD_NAMES PREPEND ${CMAKE_SOURCE_DIR}/src/write/)
list(TRANSFORM RECORD_NAMES APPEND .c)
add_library(record_objects OBJECT ${RECORD_NAMES}
	${CMAKE_SOURCE_DIR}/src/base/clock.c ${CMAKE_SOURCE_DIR}/src/base/crc32c.c)
target_include_directories(record_objects PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(record_objects PRIVATE PkgConfig::PNG PkgConfig::ZLIB)
# One object with real code, not one for the link-time optimizer: others link it.
set_target_properties(record_objects PROPERTIES POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden
	INTERPROCEDURAL_OPTIMIZATION OFF)

add_library(record_shared SHARED $<TARGET_OBJECTS:record_objects>)
set_target_properties(record_shared PROPERTIES OUTPUT_NAME tbtop-record VERSION ${PROJECT_VERSION} SOVERSION 0
	LINKER_LANGUAGE C INTERPROCEDURAL_OPTIMIZATION OFF)
target_link_libraries(record_shared PRIVATE PkgConfig::PNG PkgConfig::ZLIB Threads::Threads m)
# What dlclose() leaves: threads that end tell the library so.
target_link_options(record_shared PRIVATE -Wl,-z,nodelete)

# The archive's one object keeps names to itself that are hidden in the shared library, too.
set(RECORD_ARCHIVE ${CMAKE_BINARY_DIR}/libtbtop-record.a)
set(RECORD_OBJECT ${CMAKE_BINARY_DIR}/tbtop-record.o)
add_custom_command(OUTPUT ${RECORD_ARCHIVE}
	COMMAND ${CMAKE_LINKER} -r -o ${RECORD_OBJECT} $<TARGET_OBJECTS:record_objects>
	COMMAND ${CMAKE_OBJCOPY} --localize-hidden ${RECORD_OBJECT}
	COMMAND ${CMAKE_COMMAND} -E rm -f ${RECORD_ARCHIVE}
	COMMAND ${CMAKE_AR} rcs ${RECORD_ARCHIVE} ${RECORD_OBJECT}
	DEPENDS record_objects $<TARGET_OBJECTS:record_objects> COMMAND_EXPAND_LISTS VERBATIM)
add_custom_target(record_static ALL DEPENDS ${RECORD_ARCHIVE})

configure_file(${CMAKE_SOURCE_DIR}/src/write/record.h ${CMAKE_BINARY_DIR}/include/tbtop/record.h COPYONLY)
install(TARGETS record_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT record)
install(FILES ${RECORD_ARCHIVE} DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT record)
install(FILES ${CMAKE_SOURCE_DIR}/src/write/record.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tbtop COMPONENT record)
install(FILES ${CMAKE_SOURCE_DIR}/src/man/libtbtop-record.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3 COMPONENT record)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/examples DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT record)
# `man tbr_open` finds that page, too.
file(STRINGS ${CMAKE_SOURCE_DIR}/src/write/record.h RECORD_DECLARATIONS REGEX "^TBR_API ")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/write/record.h)
foreach(declaration IN LISTS RECORD_DECLARATIONS)
	string(REGEX REPLACE ".*(tbr_[a-z0-9_]+)\\(.*" "\\1" function "${declaration}")
	file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/man3/${function}.3 CONTENT ".so man3/libtbtop-record.3\n")
	list(APPEND RECORD_PAGES ${CMAKE_BINARY_DIR}/man3/${function}.3)
endforeach()
install(FILES ${RECORD_PAGES} DESTINATION ${CMAKE_INSTALL_MANDIR}/man3 COMPONENT record)
# Where the libraries are is known when they are installed.
install(CODE "
	set(prefix \${CMAKE_INSTALL_PREFIX})
	set(libdir ${CMAKE_INSTALL_LIBDIR})
	set(includedir ${CMAKE_INSTALL_INCLUDEDIR})
	set(version ${PROJECT_VERSION})
	configure_file(\"${CMAKE_CURRENT_LIST_DIR}/tbtop-record.pc.in\" \"${CMAKE_BINARY_DIR}/tbtop-record.pc\" @ONLY)"
	COMPONENT record)
install(FILES ${CMAKE_BINARY_DIR}/tbtop-record.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT record)
