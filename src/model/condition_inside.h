/*
 * The inside of a condition: condition.c reads it, condition_holds.c judges. In reverse Polish order: a term's number,
 * or what joins the two before it.
 */
#ifndef TBTOP_MODEL_CONDITION_INSIDE_H
#define TBTOP_MODEL_CONDITION_INSIDE_H

#include "model/condition.h"
#include "model/pattern.h"

enum term_what {
	TERM_STATE, TERM_NAN, TERM_RUN,
	TERM_STEP, TERM_AGE, TERM_SILENT, TERM_RATE, TERM_DRIFT, TERM_PLATEAU, TERM_TAG,
};
enum compare { LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, UNEQUAL };

struct term {
	enum term_what what;
	enum run_state state;
	enum compare compare;
	double number;
	char *tag; /* owned; of TERM_TAG, TERM_PLATEAU, and of TERM_NAN where it is of one; else NULL */
	struct pattern run; /* of TERM_RUN */
};

enum { OP_AND = -1, OP_OR = -2 };
struct condition {
	struct term terms[CONDITION_TERMS];
	int count;
	int program[2 * CONDITION_TERMS];
	int length;
};

#endif
