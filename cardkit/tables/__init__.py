"""Tables across cards and models; `table.build` is the door.

The room is not called `compare` because `cardkit.compare` is the public function: importing a
package of that name would take its place.
"""
