/* The text of a file_version event, such as "brain.Event:2". */
#ifndef TBTOP_READ_VERSION_H
#define TBTOP_READ_VERSION_H

#include "base/str.h"

/*
 * The number that follows the last "brain.Event:" (the whole text without
 * one), as Python's float() reads it; -1 when it is none.
 */
double version_parse(struct slice text);

#endif
