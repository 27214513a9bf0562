# Prints what Godot 3 has of res://a.glb: bones, morphs and clips.
extends SceneTree

var facts = {"version": Engine.get_version_info().string, "bones": [], "morphs": [], "clips": []}

func _init():
	walk(load("res://a.glb").instance())
	print("\n" + to_json(facts))
	quit()

func walk(node):
	if node is Skeleton:
		for k in range(node.get_bone_count()):
			facts.bones.append(node.get_bone_name(k))
	if node is MeshInstance:
		for k in range(node.mesh.get_blend_shape_count()):
			facts.morphs.append(node.mesh.get_blend_shape_name(k))
	if node is AnimationPlayer:
		facts.clips += Array(node.get_animation_list())
	for child in node.get_children():
		walk(child)
