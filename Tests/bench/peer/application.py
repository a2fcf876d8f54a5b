"""The compared application: what Greenroom's reads and submits cost as FastAPI, SQLAlchemy, Celery and Redis."""

import os
from typing import Annotated, Literal

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy import select

from database import File, Session, Task, User
from worker import animate_move

secret = os.environ["PEER_SECRET"]
app = FastAPI()


def database():
    with Session() as session:
        yield session


Database = Annotated[Session, Depends(database)]


def current_user(token: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())], session: Database) -> User:
    try:
        claims = jwt.decode(token.credentials, secret, algorithms=["HS256"], audience="peer")
    except jwt.InvalidTokenError:
        raise HTTPException(401, "the token is not valid") from None
    user = session.get(User, claims["sub"])
    if user is None or not user.is_active:
        raise HTTPException(401, "there is no such account")
    return user


CurrentUser = Annotated[User, Depends(current_user)]


class Submission(BaseModel):
    image_file_id: str
    video_file_id: str
    mode: Literal["wan-std", "wan-pro"] = "wan-std"
    title: str = ""


class Inputs(BaseModel):
    image_file_id: str
    video_file_id: str


class TaskAnswer(BaseModel):
    id: str
    kind: str
    status: str
    stage: str
    progress: float
    mode: str
    title: str
    inputs: Inputs
    attempt: int
    max_attempts: int
    urls: dict[str, str]
    created_at: str
    started_at: str | None
    finished_at: str | None


class Answer(BaseModel):
    success: bool = True
    data: TaskAnswer


def shown(task: Task) -> Answer:
    place = f"/api/v1/tasks/{task.id}"
    inputs = Inputs(image_file_id=task.image_file_id, video_file_id=task.video_file_id)
    facts = {name: getattr(task, name) for name in TaskAnswer.model_fields if name not in ("inputs", "urls")}
    return Answer(data=TaskAnswer(**facts, inputs=inputs, urls={"get": place, "cancel": place, "events": place + "/events"}))


@app.get("/api/v1/tasks/{task_id}")
def task(task_id: str, user: CurrentUser, session: Database) -> Answer:
    found = session.get(Task, task_id)
    if found is None or found.user_id != user.id:
        raise HTTPException(404, "there is no such task")
    return shown(found)


@app.post("/api/v1/videos/animate-move", status_code=202)
def animate(submission: Submission, user: CurrentUser, session: Database) -> Answer:
    wanted = {submission.image_file_id, submission.video_file_id}
    owned = session.scalars(select(File.id).where(File.id.in_(wanted), File.user_id == user.id)).all()
    if len(owned) != len(wanted):
        raise HTTPException(404, "there is no such file")
    created = Task(user_id=user.id, **submission.model_dump())
    session.add(created)
    session.commit()
    animate_move.delay(created.id)
    return shown(created)
