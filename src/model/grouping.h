/* Which runs belong together: seeds of one setting, by their names or hparams. */
#ifndef TBTOP_MODEL_GROUPING_H
#define TBTOP_MODEL_GROUPING_H

#include "base/regexp.h"

#include <stdbool.h>

enum group_by { GROUP_OFF, GROUP_PREFIX, GROUP_REGEX, GROUP_HPARAM };

struct grouping {
	enum group_by by;
	char *text; /* the regular expression; the names of hparams; NULL without */
	struct regexp *regexp; /* of GROUP_REGEX */
};

/* "off", "prefix", "regex RE", "hparam" or "hparam NAME, NAME". False, and nothing changed, when it is none of these or RE is ill-formed. */
bool grouping_parse(struct grouping *grouping, const char *spec);
void grouping_copy(struct grouping *out, const struct grouping *from);
void grouping_fini(struct grouping *grouping);

/*
 * What names the run's group, a part of its name; false when the run stands alone.
 *   prefix    what comes before the last of / _ - . in the name
 *   regex RE  what RE's first (…) matches; without one all that RE matches
 *             (with regard to case)
 *   hparam    no part of its name: hparam_groups.h; false
 */
bool grouping_key(const struct grouping *grouping, struct slice run, struct slice *key);

#endif
