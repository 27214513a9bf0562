"""Imports the model that is named and prints what of it Blender has; run with bpy's Python."""

import json
import sys

import bpy

bpy.ops.wm.read_factory_settings(use_empty=True)
bpy.ops.import_scene.gltf(filepath=sys.argv[1])
meshes = [thing.data for thing in bpy.data.objects if thing.type == "MESH"]
keys = [key.name for mesh in meshes if mesh.shape_keys for key in mesh.shape_keys.key_blocks]
bones = [bone.name for armature in bpy.data.armatures for bone in armature.bones]
actions = [action.name for action in bpy.data.actions]
version = bpy.app.version_string
print("\n" + json.dumps({"version": version, "bones": bones, "morphs": keys, "clips": actions}))
