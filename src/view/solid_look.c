#include "view/solid_look.h"

#include "view/box.h"

#include <math.h>

#define RIGHT_ANGLE 1.57079632679489661923
#define STEP (RIGHT_ANGLE / 6)
#define CELL 0.05 /* radians, when the mouse drags */
#define ZOOM_STEP 1.25
#define ZOOM_MOST 100.0

void solid_look_reset(struct solid_look *look)
{
	look->turn = look->flat ? 0 : -0.6;
	look->tilt = look->flat ? 0 : 0.4;
	look->zoom = 1;
}

static void turn(struct solid_look *look, double across, double down)
{
	if (look->flat)
		return;
	look->turn = remainder(look->turn + across, 4 * RIGHT_ANGLE);
	look->tilt = fmin(fmax(look->tilt + down, -RIGHT_ANGLE), RIGHT_ANGLE);
}

static void zoom(struct solid_look *look, double factor)
{
	look->zoom = fmin(fmax(look->zoom * factor, 1 / ZOOM_MOST), ZOOM_MOST);
}

bool solid_look_act(struct solid_look *look, enum action action)
{
	switch (action) {
	case ACTION_PAN_LEFT: turn(look, -STEP, 0); return true;
	case ACTION_PAN_RIGHT: turn(look, STEP, 0); return true;
	case ACTION_ZOOM_IN: zoom(look, ZOOM_STEP); return true;
	case ACTION_ZOOM_OUT: zoom(look, 1 / ZOOM_STEP); return true;
	case ACTION_FIT: solid_look_reset(look); return true;
	default: return false;
	}
}

void solid_look_tilt(struct solid_look *look, int steps)
{
	turn(look, 0, steps * STEP);
}

void solid_look_drag(struct solid_look *look, int across, int down)
{
	turn(look, CELL * across, 2 * CELL * down);
}

bool solid_look_wheel(struct solid_look *look, enum mouse_what what)
{
	if (what != MOUSE_WHEEL_UP && what != MOUSE_WHEEL_DOWN)
		return false;
	zoom(look, what == MOUSE_WHEEL_UP ? ZOOM_STEP : 1 / ZOOM_STEP);
	return true;
}

static long degrees(double angle)
{
	return lround(remainder(angle, 4 * RIGHT_ANGLE) / RIGHT_ANGLE * 90);
}

void solid_look_say(const struct solid_look *look, int columns, struct label *line)
{
	struct solid_look first = *look;
	solid_look_reset(&first);
	long turned = degrees(look->turn - first.turn), tilted = degrees(look->tilt - first.tilt);
	if (turned)
		line_add(line, columns, "turn %+ld", turned);
	if (tilted)
		line_add(line, columns, "tilt %+ld", tilted);
	if (fabs(look->zoom - 1) > 1e-3)
		line_add(line, columns, "×%.3g", look->zoom);
}
