#include "write/registry.h"

#include <pthread.h>
#include <stdlib.h>

static struct registered *first;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

void registry_lock(void)
{
	pthread_mutex_lock(&lock);
}

void registry_unlock(void)
{
	pthread_mutex_unlock(&lock);
}

static void before_fork(void)
{
	registry_lock();
	for (struct registered *writer = first; writer; writer = writer->next)
		writer->ops->before_fork(writer);
}

static void after_fork(void)
{
	for (struct registered *writer = first; writer; writer = writer->next)
		writer->ops->after_fork(writer);
	registry_unlock();
}

static void in_child(void)
{
	for (struct registered *writer = first; writer; writer = writer->next)
		writer->ops->in_child(writer);
	registry_unlock(); /* the forking thread, which is this one, took it */
}

static void at_exit(void)
{
	registry_lock();
	for (struct registered *writer = first; writer; writer = writer->next)
		writer->ops->at_exit(writer);
	registry_unlock();
}

static void prepare(void)
{
	pthread_atfork(before_fork, after_fork, in_child);
	atexit(at_exit);
}

void registry_add(struct registered *writer)
{
	pthread_once(&once, prepare);
	registry_lock();
	writer->next = first;
	writer->link = &first;
	if (first)
		first->link = &writer->next;
	first = writer;
	registry_unlock();
}

void registry_remove(struct registered *writer)
{
	registry_lock();
	*writer->link = writer->next;
	if (writer->next)
		writer->next->link = writer->link;
	registry_unlock();
}

bool registry_has(const struct registered *writer)
{
	registry_lock();
	const struct registered *found = first;
	while (found && found != writer)
		found = found->next;
	registry_unlock();
	return found;
}
