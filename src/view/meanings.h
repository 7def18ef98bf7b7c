/*
 * What actions do where tabs are alike: tables that tabs name in their list of
 * them, behind their own. tests/unit/view/meanings.h holds them against what
 * tabs do.
 */
#ifndef TBTOP_VIEW_MEANINGS_H
#define TBTOP_VIEW_MEANINGS_H

#include "ui/action.h"

extern const struct meaning dashboard_meanings[]; /* in every tab, by the dashboard */
extern const struct meaning list_meanings[];      /* ui/list */
extern const struct meaning browse_meanings[];    /* view/browse, its lists included */
extern const struct meaning slider_meanings[];    /* view/step_slider */
extern const struct meaning solid_meanings[];     /* view/solid_look */
extern const struct meaning run_meanings[];       /* of all runs, and of those in view/runs */
extern const struct meaning chart_meanings[];     /* charts along x: their range, cursor, marks, looks */

#endif
