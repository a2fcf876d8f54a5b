"""Makes the tables, one account, two files and one task, and prints what a client needs to know as JSON."""

import json
import os
import time

import jwt

from database import Base, File, Session, Task, User, engine, new_id

Base.metadata.create_all(engine)
user, image, video, task = (new_id() for _ in range(4))
with Session() as session:
    session.add(User(id=user, email="bench@example.com"))
    session.flush()
    session.add_all([File(id=image, user_id=user, kind="image"), File(id=video, user_id=user, kind="video")])
    session.flush()
    session.add(Task(id=task, user_id=user, image_file_id=image, video_file_id=video, mode="wan-std"))
    session.commit()
claims = {"sub": user, "aud": "peer", "exp": int(time.time()) + 3600}
token = jwt.encode(claims, os.environ["PEER_SECRET"], algorithm="HS256")
print(json.dumps({"token": token, "task": task, "image": image, "video": video}))
