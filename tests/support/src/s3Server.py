"""A server that speaks S3, for the time of a test: moto (Apache-2.0), which keeps objects in its memory.

It answers one request at a time. Several at a time would race where moto looks whether an object is there and then writes it,
which S3 does not.

python3 s3Server.py PORT BUCKET [auth]

Prints a line once it listens. With `auth`, keys are checked, and the line has those of a user who may do everything, and of one
who may only read, as JSON.
"""

import json
import sys
from urllib.parse import quote

from moto import settings
from moto.iam import access_control
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import make_server

ACCOUNT = "123456789012"


def keys_of(name, actions):
    iam = iam_backends[ACCOUNT]["aws"]
    iam.create_user("us-east-1", name)
    rights = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    iam.put_user_policy(name, "rights", json.dumps({"Version": "2012-10-17", "Statement": [rights]}))
    key = iam.create_access_key(name)
    return {"AWS_ACCESS_KEY_ID": key.access_key_id, "AWS_SECRET_ACCESS_KEY": key.secret_access_key}


class SignedAsSent(access_control.S3IAMRequest):
    """Checks the signature of the query as it was sent: moto has the slashes in it decoded."""

    def __init__(self, path, **rest):
        address, _, query = path.partition("?")
        super().__init__(path=f"{address}?{quote(query, safe='=&%')}", **rest)


port, bucket, *rest = sys.argv[1:]
s3_backends[ACCOUNT]["aws"].create_bucket(bucket, "us-east-1")
keys = {}
if rest == ["auth"]:
    keys = {"writer": keys_of("writer", "s3:*"), "reader": keys_of("reader", ["s3:GetObject", "s3:ListBucket"])}
    access_control.S3IAMRequest = SignedAsSent
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
server = make_server("127.0.0.1", int(port), DomainDispatcherApplication(create_backend_app), threaded=False)
print(json.dumps(keys), flush=True)
server.serve_forever()
