/* Words and where a simulated model puts them among each other. */
#ifndef TBTOP_DEMO_VOCABULARY_H
#define TBTOP_DEMO_VOCABULARY_H

#include "demo/chance.h"
#include "write/record.h"

/* An embedding whose words of one subject draw together as `quality` nears 1; as tbr_embedding. */
int vocabulary_record(struct tbr_writer *writer, const char *tag, int64_t step, double quality, struct chance *chance);

#endif
