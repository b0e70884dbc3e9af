"""Expands template.yaml as AWS does before it deploys it, so that checks see the roles and resources that SAM makes.

    .tools/ministack/bin/python infra/local/expand.py >.tools/run/expanded.json
"""

import json
import pathlib
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoPolicies:
    """SAM asks for managed policies by name; the template names none."""

    def load(self):
        return {}


ROOT = pathlib.Path(__file__).resolve().parents[2]
UPLOADED = "s3://uploaded/object"  # where a deployment would have put code and nested templates

template = yaml_parse((ROOT / "template.yaml").read_text())
template["Globals"]["Function"]["CodeUri"] = UPLOADED
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Application":
        resource["Properties"]["Location"] = "https://s3.amazonaws.com/uploaded/object"
    if resource["Type"] == "AWS::Serverless::StateMachine":
        resource["Properties"]["DefinitionUri"] = UPLOADED  # `make machine` reads it

json.dump(transform(template, {"Gradual": "true"}, NoPolicies()), sys.stdout, indent=2)
