"""The queue of the compared application. Its worker would render; here it has nothing to do but be there."""

import os

from celery import Celery

queue = Celery("peer", broker=os.environ["PEER_REDIS"], broker_connection_retry_on_startup=True)
queue.conf.task_ignore_result = True


@queue.task(name="animate_move")
def animate_move(task_id: str) -> str:
    return task_id
